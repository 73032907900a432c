"""Orders bench: the minute's sweep over few and over many orders, with as many due in both."""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa

from bench.results import Figure
from bench.sync.postgres import Postgres, refresh_statistics, running_postgres
from server.app import create_app
from server.core.clock import SetClock
from server.core.logs import configure_logs
from server.core.replication import SyncRow
from server.core.runtime import Runtime
from server.core.settings import read_settings
from server.installation import migrate_database
from server.orders.jobs import escalate_overdue
from server.orders.models import Matter, Order
from tests.builders.company import NOW, fill_company
from tests.builders.device import Device
from tests.builders.visits import delivered_order

FEW, MANY, DUE, ROUNDS = 10_000, 1_000_000, 500, 3
AT_ONCE = 20_000
MOST_S, MOST_RATIO = 2.0, 1.5
Row = dict[str, Any]


def measure_sweeps() -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ducha-sweep-")))
        postgres = stack.enter_context(running_postgres())
        return [*_compare("SQLite", folder, None), *_compare("PostgreSQL", folder, postgres)]


def _compare(name: str, folder: Path, postgres: Postgres | None) -> list[Figure]:
    """Both sizes in turns; a round of each leaves its drafts, and makes as many due again."""
    sweeps = {size: Sweep(folder, size, postgres) for size in (FEW, MANY)}
    times: dict[int, list[float]] = {size: [] for size in sweeps}
    for number in range(ROUNDS):
        for size, sweep in sweeps.items():
            times[size].append(sweep.run(number))
    for sweep in sweeps.values():
        sweep.close()
    few, many = (statistics.median(times[size]) for size in (FEW, MANY))
    note = (
        f"{name}: {DUE} due in each, drafted with two matters, notices, journal and rows for"
        f" phones; medians of {ROUNDS}: {many:.2f} s among {MANY:,}, {few:.2f} s among {FEW:,}"
    )
    suffix = "" if postgres is None else "-postgres"
    return [
        Figure(
            f"sweep-1m-vs-10k{suffix}", round(many / few, 2), "times", name, f"≤{MOST_RATIO}", note
        ),
        Figure(f"sweep-1m-s{suffix}", round(many, 2), "s", name, f"<{MOST_S}", note),
    ]


class Sweep:
    """A company with so many orders, all of them copies of one that was delivered."""

    def __init__(self, folder: Path, size: int, postgres: Postgres | None) -> None:
        self._clock = SetClock(NOW)
        self._runtime = self._open(folder / f"{size}-{postgres is None}", postgres)
        self._template = self._first_order()
        self._fill(size)
        self._settle(postgres)

    def run(self, number: int) -> float:
        """Seconds for a sweep of which DUE orders are due; their drafts are counted afterwards."""
        self._make_due(number)
        begin = time.perf_counter()
        count = sum(its for _, its in escalate_overdue(self._runtime))
        seconds = time.perf_counter() - begin
        with self._runtime.asking() as session:
            drafts = session.scalar(
                sa.select(sa.func.count()).select_from(Order).where(Order.state == "draft")
            )
        if count != DUE or drafts != DUE * (number + 1):
            raise RuntimeError(f"{count} swept, {drafts} drafts")
        return seconds

    def close(self) -> None:
        self._runtime.engine.dispose()

    def _open(self, folder: Path, postgres: Postgres | None) -> Runtime:
        folder.mkdir()
        settings = read_settings({"DUCHA_DATA": str(folder), "DUCHA_SECRET_KEY": "bench"})
        if postgres is not None:
            url = postgres.new_database(f"sweep_{folder.name.partition('-')[0]}")
            settings = replace(settings, database_url=url.replace("://", "+psycopg://", 1))
        app = create_app(settings, self._clock)
        configure_logs(is_quiet=True)
        with app.app_context():
            migrate_database(app)
        fill_company(app.extensions["ducha"])
        self._http = app.test_client()
        return app.extensions["ducha"]

    def _first_order(self) -> str:
        inspector = Device(self._http).sign_in("ines")
        order_id, _ = delivered_order(self._runtime, inspector, "A", "B")
        return order_id

    def _fill(self, size: int) -> None:
        with self._runtime.engine.execution_options(ducha_writes=True).begin() as link:
            order = self._rows(link, Order, Order.id)[0]
            synced = self._rows(link, SyncRow, SyncRow.row_id)[0]
            closed = {**order, "state": "closed", "escalates_at": None, "settled_at": NOW}
            for start in range(0, size, AT_ONCE):
                numbers = range(start, min(size, start + AT_ONCE))
                link.execute(_table(Order).insert(), list(_copies(closed, numbers)))
                rows = [{**synced, "row_id": f"copy-{number}"} for number in numbers]
                link.execute(_table(SyncRow).insert(), rows)
            matters = self._rows(link, Matter, Matter.order_id)
            for number in range(DUE * ROUNDS):
                link.execute(_table(Matter).insert(), list(_matters(matters, number)))
            link.execute(_table(Order).update().values(escalates_at=None))

    def _rows(self, link: sa.Connection, model: Any, key: Any) -> list[Row]:
        query = sa.select(_table(model)).where(key == self._template)
        return [dict(row) for row in link.execute(query).mappings()]

    def _make_due(self, number: int) -> None:
        ids = [f"copy-{its}" for its in range(number * DUE, (number + 1) * DUE)]
        due = {"state": "delivered", "settled_at": None, "escalates_at": NOW}
        self._clock.instant = NOW + timedelta(days=5, minutes=number)
        with self._runtime.engine.execution_options(ducha_writes=True).begin() as link:
            link.execute(_table(Order).update().where(Order.id.in_(ids)).values(**due))

    def _settle(self, postgres: Postgres | None) -> None:
        if postgres is not None:
            refresh_statistics(self._runtime.settings.database_url.replace("+psycopg", ""))
            return
        with self._runtime.engine.begin() as link:
            link.exec_driver_sql("ANALYZE")
        # What was loaded in bulk is not the sweep's to bring home.
        path = sa.make_url(self._runtime.settings.database_url).database
        with closing(sqlite3.connect(str(path), isolation_level=None)) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _table(model: Any) -> sa.Table:
    return cast(sa.Table, model.__table__)


def _copies(order: Row, numbers: range) -> Iterator[Row]:
    for number in numbers:
        yield {
            **order,
            "id": f"copy-{number}",
            "number": f"蓝〔2026〕{number:07d}",
            "origin": f"copy:{number}",
        }


def _matters(matters: list[Row], number: int) -> Iterator[Row]:
    for matter in matters:
        yield {**matter, "id": f"{matter['id']}-{number}", "order_id": f"copy-{number}"}
