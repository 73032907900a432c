"""Sync bench, limits: the same rows through a bare driver, with nothing but the database."""

import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench.sync.mutations import BATCH
from bench.sync.postgres import Postgres
from bench.sync.records import answer_records, as_json

BATCHES = 40
TABLE = "CREATE TABLE rows (id TEXT PRIMARY KEY, content TEXT NOT NULL)"
Row = tuple[str, str]


@dataclass
class Limit:
    """One bare insert loop: batches of 200, a transaction each, one connection."""

    name: str
    setting: str
    insert: Callable[[list[Row]], int]
    rates: list[float] = field(default_factory=list[float])
    stored: int = 0

    def run(self) -> None:
        rows = [(record.pop("id"), as_json(record).decode()) for record in _fresh()]
        begin = time.perf_counter()
        self.stored = self.insert(rows)
        self.rates.append(len(rows) / (time.perf_counter() - begin))

    @property
    def median(self) -> float:
        return statistics.median(self.rates)


def make_limits(folder: Path, postgres: Postgres) -> list[Limit]:
    path, uri = folder / "limit.sqlite3", postgres.new_database("raw")
    with closing(sqlite3.connect(path)) as link:
        link.execute("PRAGMA journal_mode=WAL")
        link.execute(TABLE)
    with psycopg.connect(uri, autocommit=True) as link:
        link.execute(TABLE)
    return [
        Limit("raw sqlite3", "WAL, synchronous=FULL, executemany", lambda r: _sqlite(path, r)),
        Limit("raw psycopg", f"{postgres.setting}, executemany", lambda r: _postgres(uri, r)),
    ]


def _fresh() -> list[dict[str, str]]:
    return answer_records(BATCHES * BATCH)


def _batches(rows: list[Row]) -> list[list[Row]]:
    return [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)]


def _sqlite(path: Path, rows: list[Row]) -> int:
    """Returns how many rows the table holds afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as link:
        link.execute("PRAGMA synchronous=FULL")
        for batch in _batches(rows):
            link.execute("BEGIN IMMEDIATE")
            link.executemany("INSERT INTO rows VALUES (?, ?)", batch)
            link.execute("COMMIT")
        return link.execute("SELECT count(*) FROM rows").fetchone()[0]


def _postgres(uri: str, rows: list[Row]) -> int:
    """Returns how many rows the table holds afterwards."""
    with psycopg.connect(uri, autocommit=True) as link:
        for batch in _batches(rows):
            with link.transaction(), link.cursor() as cursor:
                cursor.executemany("INSERT INTO rows VALUES (%s, %s)", batch)
        found = link.execute("SELECT count(*) FROM rows").fetchone()
    return found[0] if found else 0
