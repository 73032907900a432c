"""Planning: reading a frozen population again (复算总体): which rows are not as they were."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Literal

from sqlalchemy.orm import Session

from server.planning.models.draws import Draw, DrawStratum
from server.planning.queries.draw_blocks import iterate_lines, iterate_prints
from server.planning.queries.draw_sources import (
    list_services,
    list_units_of,
    stream_services,
)
from server.planning.rules.draws import DrawPlan
from server.planning.rules.draws_population import print_of

Change = Literal["altered", "missing", "added"]
# So many rows are told; the others are counted.
SHOWN = 20
# What is looked for on both sides is held in memory, up to here.
MOST_HELD = 200_000
# Where a record's own number stands in what is shown of it.
REFERENCE = 1


@dataclass(frozen=True)
class RowChange:
    """A row that is not as it was frozen: a record, or its place in a list that is kept whole."""

    kind: Change
    row: str


@dataclass
class Recount:
    """What reading again found; `later`: records that came after the population was frozen."""

    hashes: dict[int, str] = field(default_factory=dict[int, str])
    changes: list[RowChange] = field(default_factory=list[RowChange])
    count: int = 0
    later: int = 0

    def tell(self, kind: Change, row: object) -> None:
        self.count += 1
        if len(self.changes) < SHOWN:
            self.changes.append(RowChange(kind, str(row)))


class _Cursor:
    """Walks along a frozen list beside the records, both by id."""

    def __init__(self, session: Session, row: DrawStratum) -> None:
        self._rows = iterate_prints(session, row.draw_id, row.list_number)
        self._head = next(self._rows, None)
        self._digest = sha256()
        self.number = row.number
        self.lost: list[int] = []

    def take(self, row_id: int, line: bytes) -> bool | None:
        """Whether the row is as it was; None where it does not stand here."""
        while self._head is not None and self._head[0] < row_id:
            self._lose(self._head[0])
        if self._head is None or self._head[0] != row_id:
            return None
        expected = self._head[1]
        self._head = next(self._rows, None)
        self._digest.update(line + b"\n")
        return print_of(line) == expected

    def finish(self) -> str:
        while self._head is not None:
            self._lose(self._head[0])
        return self._digest.hexdigest()

    def _lose(self, row_id: int) -> None:
        if len(self.lost) < MOST_HELD:
            self.lost.append(row_id)
        self._head = next(self._rows, None)


def recount_records(session: Session, draw: Draw, lists: Sequence[DrawStratum]) -> Recount:
    """Reads every record again and walks along the frozen lists, in bounded memory."""
    found, strays = Recount(), set[int]()
    cursors: dict[str, list[_Cursor]] = {}
    for row in lists:
        cursors.setdefault(row.key, []).append(_Cursor(session, row))
    plan = DrawPlan(**draw.plan)
    units = list_units_of(session, draw, plan)
    for key, row_id, line in stream_services(session, draw.org, units, plan):
        is_same = _take(cursors.get(key, ()), row_id, line)
        if is_same is None:
            _stray(found, strays, row_id, draw.last_id)
        elif not is_same:
            found.tell("altered", row_id)
    every = [cursor for its in cursors.values() for cursor in its]
    found.hashes = {cursor.number: cursor.finish() for cursor in every}
    lost = {row_id for cursor in every for row_id in cursor.lost}
    _tell_moved(found, lost, strays)
    found.changes = _named(session, found.changes)
    return found


def _named(session: Session, changes: Sequence[RowChange]) -> list[RowChange]:
    """By what people know a record by, and its id, which is all there is of one that is gone."""
    records = list_services(session, [int(its.row) for its in changes])
    return [
        replace(its, row=f"{records[int(its.row)][REFERENCE]} #{its.row}")
        if int(its.row) in records
        else replace(its, row=f"#{its.row}")
        for its in changes
    ]


def recount_lines(session: Session, lists: Sequence[DrawStratum]) -> Recount:
    """For a population that is kept whole: its lines are hashed again, each beside its print."""
    found = Recount()
    for row in lists:
        digest, size = sha256(), 0
        prints = iterate_prints(session, row.draw_id, row.list_number)
        for line in iterate_lines(session, row.draw_id, row.list_number):
            digest.update(line + b"\n")
            _, expected = next(prints, (0, b""))
            if print_of(line) != expected:
                found.tell("altered" if expected else "added", f"{row.key} {size}")
            size += 1
        for rank, _ in enumerate(prints):
            found.tell("missing", f"{row.key} {size + rank}")
        found.hashes[row.number] = digest.hexdigest()
    return found


def _take(cursors: Iterable[_Cursor], row_id: int, line: bytes) -> bool | None:
    for cursor in cursors:
        is_same = cursor.take(row_id, line)
        if is_same is not None:
            return is_same
    return None


def _stray(found: Recount, strays: set[int], row_id: int, last_id: int) -> None:
    """A record that no list holds: it came later, or somebody put it there."""
    if row_id > last_id:
        found.later += 1
    elif len(strays) < MOST_HELD:
        strays.add(row_id)


def _tell_moved(found: Recount, lost: set[int], strays: set[int]) -> None:
    """Gone from one list and new in another: its stratum was altered."""
    for row_id in sorted(lost | strays):
        if row_id in lost:
            found.tell("altered" if row_id in strays else "missing", row_id)
        else:
            found.tell("added", row_id)
