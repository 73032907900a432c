"""Planning writes: records come, are put aside, and come back; a bounded batch in each transaction.

The journal has a line for each batch, with the SHA-256 of its rows, and none for a row. A worker
that is killed leaves what was committed: rows, progress and place commit together.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic import Field
from sqlalchemy import Table, delete, insert, literal, select
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.db import among
from server.core.events import emit
from server.planning.commands.import_settling import settle_lines, unsettle_lines
from server.planning.events import RecordsMoved
from server.planning.models.imports import Import
from server.planning.queries import imports as queries
from server.planning.rules import imports as rules
from server.planning.rules.imports import ROWS_AT_ONCE


class RunBatch(Command):
    """The batch `number` of an import's present phase.

    While rows are stored it says what comes with it: how many rows, up to which place in the
    file, whether they are the last, and their digest.
    """

    import_id: str
    phase: rules.Phase
    number: int = Field(ge=0)
    rows: int = Field(0, ge=0, le=ROWS_AT_ONCE)
    upto: int = Field(0, ge=0)
    is_last: bool = False
    digest: str = Field("", max_length=64)


@dataclass(frozen=True)
class Moved:
    """What a batch has done; `references` of the rows, where they were not digested before."""

    rows: int
    is_last: bool
    digest: str = ""


Step = Callable[[Session, Import, RunBatch, Moment], Moved]


@command("import.run_batch", grant="system", stale="append")
def run_batch(command: RunBatch, actor: Actor, at: Moment, session: Session) -> None:
    its = queries.get_import(session, actor.org, command.import_id)
    rules.check_batch(its.phase, its.batches, command.phase, command.number)
    moved = STEPS[its.phase](session, its, command, at)
    its.batches += 1
    if moved.digest:
        emit(session, RecordsMoved(its.id, its.phase, moved.rows, moved.digest))
    if its.phase not in ("aside", "back"):
        its.done += moved.rows
    if moved.is_last:
        _go_on(its, at)


def _go_on(its: Import, at: Moment) -> None:
    """To the next phase; behind the last one the import has ended."""
    ended = rules.END.get(its.phase)
    its.phase = rules.AFTER[cast(rules.Phase, its.phase)]
    if ended is not None:
        its.state, its.ended_at, its.done = ended, at.received, its.total


def _store(session: Session, its: Import, command: RunBatch, at: Moment) -> Moved:
    """The rows themselves come with the transaction: they are too many for a command."""
    its.cursor = command.upto
    return Moved(command.rows, command.is_last, command.digest)


def _put_aside(session: Session, its: Import, command: RunBatch, at: Moment) -> Moved:
    records, asides = queries.TABLES[its.list_name]
    room, moved = ROWS_AT_ONCE, list[str]()
    for line in queries.list_lines_to_clear(session, its.id):
        found = queries.list_former_rows(session, its.org, line, room)
        _move(session, records, asides, found, {"aside_for": its.id})
        moved += [reference for _, reference in found]
        if len(found) == room:
            return _moved(moved, is_last=False)
        room -= len(found)
        line.is_aside = True
    return _moved(moved, is_last=True)


def _take(session: Session, its: Import, command: RunBatch, at: Moment) -> Moved:
    records, _ = queries.TABLES[its.list_name]
    found = queries.list_rows_of(session, records, its.id, ROWS_AT_ONCE)
    _delete(session, records, found)
    return _moved([reference for _, reference in found], is_last=len(found) < ROWS_AT_ONCE)


def _bring_back(session: Session, its: Import, command: RunBatch, at: Moment) -> Moved:
    records, asides = queries.TABLES[its.list_name]
    found = queries.list_rows_aside_for(session, asides, its.id, ROWS_AT_ONCE)
    _move(session, asides, records, found, {})
    return _moved([reference for _, reference in found], is_last=len(found) < ROWS_AT_ONCE)


def _settle(session: Session, its: Import, command: RunBatch, at: Moment) -> Moved:
    is_last = settle_lines(session, its, at)
    return Moved(0, is_last)


def _unsettle(session: Session, its: Import, command: RunBatch, at: Moment) -> Moved:
    is_last = unsettle_lines(session, its, at)
    return Moved(0, is_last)


STEPS: Mapping[str, Step] = {
    "aside": _put_aside,
    "store": _store,
    "settle": _settle,
    "take": _take,
    "back": _bring_back,
    "unsettle": _unsettle,
}


def _moved(references: Sequence[str], *, is_last: bool) -> Moved:
    if not references:
        return Moved(0, is_last)
    digest = hashlib.sha256("\n".join(sorted(references)).encode()).hexdigest()
    return Moved(len(references), is_last, digest)


def _move(
    session: Session,
    source: Any,
    target: Any,
    rows: Sequence[tuple[int, str]],
    more: dict[str, str],
) -> None:
    """Rows from one table to another of the same columns; a reference that is taken stays out."""
    if not rows:
        return
    of, into = cast(Table, source.__table__), cast(Table, target.__table__)
    names = [
        column.name for column in into.columns if column.name in of.columns and column.name != "id"
    ]
    values = [*(of.c[name] for name in names), *(literal(value) for value in more.values())]
    query = select(*values).where(among(session, of.c.id, [row_id for row_id, _ in rows]))
    if not more:
        taken = select(into.c.id).where(into.c.org == of.c.org, into.c.reference == of.c.reference)
        query = query.where(~taken.exists())
    session.execute(insert(into).from_select([*names, *more], query))
    _delete(session, source, rows)


def _delete(session: Session, table: Any, rows: Sequence[tuple[int, str]]) -> None:
    if rows:
        ids = [row_id for row_id, _ in rows]
        session.execute(delete(table).where(among(session, table.id, ids)))
