"""Planning: rows that were read and are not stored yet, in a scratch database beside the file.

There they are sorted out, counted and waited with: in bounded memory, and without the product's
own database hearing of it before somebody has confirmed.
"""

import sqlite3
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from server.planning.rules.files import FileGone
from server.planning.rules.rows import Mistake, ReadRow

CACHE_KB = 16_000
# Mistakes that are kept in full; the others are counted.
MOST_MISTAKES = 20_000
# 0: new; 1: there already, in a unit and month that this file brings anew; 2: there elsewhere.
NEW, SAME, ELSEWHERE = 0, 1, 2
SHAPE = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE rows (
    id INTEGER PRIMARY KEY, number INTEGER NOT NULL, reference TEXT NOT NULL UNIQUE,
    unit_id TEXT NOT NULL, period TEXT NOT NULL, kind TEXT NOT NULL, district TEXT NOT NULL,
    day TEXT, called_back_on TEXT, size INTEGER NOT NULL, known INTEGER NOT NULL DEFAULT 0);
CREATE TABLE mistakes (number INTEGER, place TEXT, value TEXT, reason TEXT);
"""
COLUMNS = "number, reference, unit_id, period, kind, district, day, called_back_on, size"
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Batch:
    """Rows to store; `upto` is the last one's place, `digest` the SHA-256 of what they say."""

    rows: list[ReadRow]
    upto: int
    digest: str


@dataclass(frozen=True)
class Total:
    """What a file brings for a unit, month and, of cases, channel."""

    unit_id: str
    period: str
    channel: str
    given: int
    overlap: int
    called_back: int


class Staging:
    """The scratch database of one import."""

    def __init__(self, link: sqlite3.Connection) -> None:
        self._link = link
        self.mistakes = self.bad = 0

    def add(self, rows: Sequence[ReadRow], head: str) -> None:
        """Keep rows; one whose reference was there before is a mistake of the column `head`."""
        before = self._link.total_changes
        values = [(*row[:6], _text(row.day), _text(row.called_back_on), row.size) for row in rows]
        marks = ", ".join("?" * 9)
        self._link.executemany(
            f"INSERT INTO rows ({COLUMNS}) VALUES ({marks}) ON CONFLICT DO NOTHING", values
        )
        if self._link.total_changes - before < len(rows):
            self._note_repeated(rows, head)

    def _note_repeated(self, rows: Sequence[ReadRow], head: str) -> None:
        query = "SELECT number FROM rows WHERE reference = ?"
        for row in rows:
            (first,) = self._link.execute(query, (row.reference,)).fetchone()
            if first != row.number:
                what = "是同一单位同一月份" if "|" in row.reference and not row.day else "重复"
                reason = f"与第 {first} 行{what}，请只留一行"
                shown = row.period if not row.day else row.reference
                self.note([Mistake(row.number, head, shown, reason)])

    def note(self, mistakes: Iterable[Mistake]) -> None:
        """Keep what is wrong with one row."""
        self.bad += 1
        for its in mistakes:
            self.mistakes += 1
            if self.mistakes <= MOST_MISTAKES:
                told = (its.number, its.column, its.value, its.reason)
                self._link.execute("INSERT INTO mistakes VALUES (?, ?, ?, ?)", told)

    def count(self) -> int:
        (count,) = self._link.execute("SELECT COUNT(*) FROM rows").fetchone()
        return count

    def places(self) -> set[Place]:
        """Units, months and kinds of rows; of services all kinds are one place."""
        return set(self._link.execute("SELECT DISTINCT unit_id, period, '' FROM rows"))

    def places_by_kind(self) -> set[Place]:
        return set(self._link.execute("SELECT DISTINCT unit_id, period, kind FROM rows"))

    def references(self, size: int) -> Iterator[dict[str, int]]:
        """All references with their places, so many at a time."""
        after = 0
        query = "SELECT reference, id FROM rows WHERE id > ? ORDER BY id LIMIT ?"
        while found := self._link.execute(query, (after, size)).fetchall():
            yield dict(found)
            after = found[-1][1]

    def mark(self, known: Mapping[int, int]) -> None:
        """Say of rows that they are there already."""
        told = [(what, row_id) for row_id, what in known.items()]
        self._link.executemany("UPDATE rows SET known = ? WHERE id = ?", told)

    def count_elsewhere(self) -> int:
        query = "SELECT COUNT(*) FROM rows WHERE known = ?"
        return self._link.execute(query, (ELSEWHERE,)).fetchone()[0]

    def totals(self, is_by_kind: bool, is_counted: bool) -> list[Total]:
        """By unit, month and kind; of records their number, of counts what they say."""
        kind, what = "kind" if is_by_kind else "''", "COUNT(*)" if is_counted else "SUM(size)"
        query = (
            f"SELECT unit_id, period, {kind}, {what}, SUM(known = {SAME}), COUNT(called_back_on)"
            f" FROM rows WHERE known < {ELSEWHERE} GROUP BY 1, 2, 3 ORDER BY 2, 1, 3"
        )
        return [Total(*row) for row in self._link.execute(query)]

    def batch(self, after: int, limit: int, *, is_replacing: bool) -> Batch:
        """The next rows that are to be stored behind a place."""
        most = SAME if is_replacing else NEW
        found = self._link.execute(
            f"SELECT id, {COLUMNS} FROM rows WHERE id > ? AND known <= ? ORDER BY id LIMIT ?",
            (after, most, limit),
        ).fetchall()
        rows = [_read(row[1:]) for row in found]
        digest = sha256("\n".join("\t".join(map(str, row[2:])) for row in found).encode())
        return Batch(rows, found[-1][0] if found else after, digest.hexdigest())

    def list_mistakes(self, limit: int) -> list[Mistake]:
        query = "SELECT number, place, value, reason FROM mistakes ORDER BY number LIMIT ?"
        return [Mistake(*row) for row in self._link.execute(query, (limit,))]

    def keep_mistakes_only(self) -> None:
        self._link.executescript("DROP TABLE IF EXISTS rows; VACUUM;")


@contextmanager
def new_staging(path: Path) -> Generator[Staging]:
    """An empty one in the place of whatever was there; kept whole when this ends well."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as link:
        link.executescript(f"PRAGMA cache_size = -{CACHE_KB};" + SHAPE)
        link.execute("BEGIN")
        yield Staging(link)
        link.execute("COMMIT")


@contextmanager
def open_staging(path: Path) -> Generator[Staging]:
    """One that was filled; FileGone where it is not there."""
    if not path.is_file():
        raise FileGone
    with closing(sqlite3.connect(path, isolation_level=None)) as link:
        link.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        yield Staging(link)


def _read(row: Sequence[Any]) -> ReadRow:
    number, reference, unit_id, period, kind, district, day, called_back_on, size = row
    days = (_day(day), _day(called_back_on))
    return ReadRow(number, reference, unit_id, period, kind, district, *days, size)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
