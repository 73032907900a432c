"""A real worker on imports: a process that tests kill, and that the bench weighs.

`python tests/builders/import_worker.py FOLDER DATABASE_URL MINUTES` works until nothing is due, so
many minutes after the company's first day, and prints its peak memory in bytes. Each batch that is
about to be stored adds a line to batches.log; while `hold` is there it waits in the fourth one.
"""

import os
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from server.app import create_app
from server.core.clock import SetClock
from server.core.logs import configure_logs
from server.core.settings import read_settings
from server.planning.jobs import imports
from tests.builders.company import NOW

HELD = 4


def main(folder: str, url: str, minutes: str) -> None:
    settings = read_settings({"DUCHA_DATA": folder, "DUCHA_SECRET_KEY": "test"})
    clock = SetClock(NOW + timedelta(minutes=int(minutes)))
    app = create_app(replace(settings, database_url=url), clock)
    configure_logs(is_quiet=True)
    _watch_batches(Path(folder))
    with app.app_context():
        while imports.run_imports(app.extensions["ducha"]):
            pass
    print(peak_of(os.getpid()))  # noqa: T201  (what its caller reads)


def peak_of(pid: int) -> int:
    """The most memory that a process has held so far, in bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise LookupError(pid)


def _watch_batches(folder: Path) -> None:
    store, log = imports.store_rows, folder / "batches.log"

    def watched(session: Any, its: Any, rows: Any) -> None:
        store(session, its, rows)
        with log.open("a") as file:
            file.write(f"{rows[0].reference if rows else '-'}\n")
        while (folder / "hold").exists() and its.batches == HELD:
            time.sleep(0.05)

    imports.store_rows = watched


if __name__ == "__main__":
    main(*sys.argv[1:])
