"""Durability (I9): what is acknowledged has been asked to the disk."""

import os
import re
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from server.core.connecting import writing_engine
from server.core.runtime import Runtime

SETTINGS = {
    "sqlite": {"PRAGMA synchronous": 2, "PRAGMA journal_mode": "wal", "PRAGMA foreign_keys": 1},
    # Whether the server itself waits for its disk is its own matter; in tests it does not.
    "postgres": {"SHOW synchronous_commit": "on"},
}
WRITER = """
import os, sys
from sqlalchemy import create_engine, text
from server.core.connecting import engine_options, writing_engine
from server.core.sqlite import prepare_engine
url = "sqlite:///" + sys.argv[1]
engine = create_engine(url, **engine_options(url))
prepare_engine(engine)
with writing_engine(engine).begin() as link:
    link.execute(text("CREATE TABLE counted (n INTEGER)"))
os.write(1, b"begin")
for _ in range(5):
    with writing_engine(engine).begin() as link:
        link.execute(text("INSERT INTO counted VALUES (1)"))
os.write(1, b"end")
"""


def test_writers_wait_for_the_disk(database: str, runtime: Runtime) -> None:
    with writing_engine(runtime.engine).connect() as link:
        found = {ask: link.execute(text(ask)).scalar() for ask in SETTINGS[database]}
    assert found == SETTINGS[database]


def test_each_commit_on_sqlite_is_one_sync_of_the_disk(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-e", "trace=fsync,fdatasync,write", "-o", str(trace)]
    writer = [sys.executable, "-c", WRITER, str(tmp_path / "counted.sqlite3")]
    subprocess.run([*command, *writer], check=True, env={**os.environ}, capture_output=True)
    calls = trace.read_text()
    between = calls[calls.index('"begin"') : calls.index('"end"')]
    assert len(re.findall(r"\bf(?:data)?sync\(", between)) >= 5
