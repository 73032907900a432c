"""Planning bench: a million service records are imported; what a worker needs for it."""

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from openpyxl import Workbook

from bench.results import ROOT, Figure
from bench.sync.postgres import Postgres, running_postgres
from server.app import create_app
from server.core.clock import SetClock
from server.core.logs import configure_logs
from server.core.runtime import Runtime
from server.core.settings import read_settings
from server.installation import migrate_database
from server.planning.adapters.taking import take_file
from server.planning.models.populations import ServiceRecord
from tests.builders.company import NOW, actor, add_person, fill_company
from tests.builders.lists import heads

ROWS, SHEET_ROWS = 1_000_000, 200_000
MOST_MB = 300
MEGABYTE = 1 << 20
TEAMS = ("hall-team", "door-team", "south-team")
CLERK = "clara"
WORKER = "tests/builders/import_worker.py"


@dataclass(frozen=True)
class Run:
    """Peak memory of the worker's process in MB, and its seconds: to check, to store."""

    peak_mb: float
    check_s: float
    store_s: float

    def __str__(self) -> str:
        times = f"checked in {self.check_s:.0f} s, stored in {self.store_s:.0f} s"
        return f"{self.peak_mb:.0f} MB, {times}"


def measure_imports() -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ducha-import-")))
        postgres = stack.enter_context(running_postgres())
        idle = _import_into(folder, "idle", _write_csv(folder / "idle.csv", 1), None)
        sheet = _import_into(folder, "sheet", _write_xlsx(folder / "list.xlsx", SHEET_ROWS), None)
        path = _write_csv(folder / "list.csv", ROWS)
        size = path.stat().st_size / MEGABYTE
        runs = {
            "SQLite": _import_into(folder, "sqlite", path, None),
            "PostgreSQL": _import_into(folder, "postgres", path, postgres),
        }
    told = f"{ROWS:,} rows, CSV of {size:.0f} MB; most that the worker's process held (VmHWM)"
    note = f"; one row: {idle.peak_mb:.0f} MB; {SHEET_ROWS:,} rows of .xlsx: {sheet}"
    return [
        Figure(
            f"import-1m-peak-mb{'' if name == 'SQLite' else '-postgres'}",
            round(run.peak_mb),
            "MB",
            name,
            f"≤{MOST_MB}",
            f"{told}: {run}{note if name == 'SQLite' else ''}",
        )
        for name, run in runs.items()
    ]


def _import_into(folder: Path, name: str, path: Path, postgres: Postgres | None) -> Run:
    """Bring the file into a company of its own, with a process for each step of the worker."""
    runtime = _open(folder / name, postgres)
    add_person(runtime, CLERK, "group_clerk", "group", "hq")
    clerk = actor(runtime, CLERK)
    import_id, told = "bench", {"list_name": "services", "source": "file", "file_name": path.name}
    with path.open("rb") as stream:
        take_file(runtime, clerk, import_id, told, stream)
    check_mb, check_s = _work(runtime)
    runtime.perform("import.confirm", {"import_id": import_id, "mode": "add"}, clerk)
    store_mb, store_s = _work(runtime)
    with runtime.asking() as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(ServiceRecord))
    expected = {"list.csv": ROWS, "list.xlsx": SHEET_ROWS}.get(path.name, 1)
    runtime.engine.dispose()
    if count != expected:
        raise RuntimeError(f"{count} of {expected} rows were stored")
    return Run(max(check_mb, store_mb), check_s, store_s)


def _work(runtime: Runtime) -> tuple[float, float]:
    """A worker's process until nothing is due: its peak in MB, and its seconds."""
    settings = runtime.settings
    command = [sys.executable, WORKER, str(settings.data_dir), settings.database_url, "0"]
    begin = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout) / MEGABYTE, time.perf_counter() - begin


def _open(folder: Path, postgres: Postgres | None) -> Runtime:
    folder.mkdir()
    settings = read_settings({"DUCHA_DATA": str(folder), "DUCHA_SECRET_KEY": "test"})
    if postgres is not None:
        url = postgres.new_database("importing")
        settings = replace(settings, database_url=url.replace("://", "+psycopg://", 1))
    app = create_app(settings, SetClock(NOW))
    configure_logs(is_quiet=True)
    with app.app_context():
        migrate_database(app)
    fill_company(app.extensions["ducha"])
    return app.extensions["ducha"]


def _rows(count: int) -> Iterator[tuple[str, str, str, str, str]]:
    """References in no order, as they come from several systems; a year of days."""
    for number in range(count):
        month, day = number % 4 + 1, number // 4 % 28 + 1
        reference = f"FW{number * 7_919 % count:09d}"
        kind, district = f"类别{number % 5}", f"片区{number % 7}"
        yield reference, TEAMS[number % 3], kind, district, f"2026-{month:02d}-{day:02d}"


def _write_csv(path: Path, count: int) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads("services"))
        writer.writerows(_rows(count))
    return path


def _write_xlsx(path: Path, count: int) -> Path:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("服务明细")
    sheet.append(heads("services"))
    for row in _rows(count):
        sheet.append(row)
    book.save(path)
    return path
