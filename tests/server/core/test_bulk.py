"""Bulk: what goes to a table in one statement is what SQLAlchemy would have written row by row."""

import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import DataError, IntegrityError, StatementError

from server.core.bulk import append, insert_missing, upsert
from server.core.db import among
from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.syncing.models import SyncClient, SyncStray

AT = datetime(2026, 5, 1, 10, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
AWKWARD = [
    "",
    "NULL",
    "a,b",
    "{}",
    'say "so"',
    "back\\slash",
    "two\nlines\t",
    "督查",
    "'",
    "%s %%",
    "𝄞",
]
# In JSON all that text can escape is kept, the NUL of which no column of text holds any.
ARGS: list[dict[str, Any]] = [
    {},
    {"text": AWKWARD, "none": None, "nul": "\x00", "yes": True},
    {"deep": [{"1": [1, -(2**62), 0.1, 1e-7, 1e22]}]},
]


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


def stray(number: int, **other: Any) -> dict[str, Any]:
    row = {
        "id": f"s{number}",
        "org": AWKWARD[number % len(AWKWARD)],
        "user_id": "ines",
        "client_id": "c",
        "seq": number,
        "uid": AWKWARD[-number % len(AWKWARD)],
        "name": "visit.answer",
        "v": 1,
        "args": ARGS[number % len(ARGS)],
        "occurred_at": AT + timedelta(seconds=number),
        "received_at": AT,
        "why": "uid-reused",
    }
    return {**row, **other}


def stored(runtime: Runtime) -> list[dict[str, Any]]:
    with runtime.reading() as session:
        rows = session.scalars(select(SyncStray).order_by(SyncStray.seq))
        return [{name: getattr(row, name) for name in stray(0)} for row in rows]


def statements(engine: Engine) -> list[str]:
    """What the driver is given from now on for more than one row at once."""
    seen: list[str] = []

    def note(_cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(engine, "do_executemany", note)
    return seen


ROWS = [stray(number) for number in range(40)]


def test_rows_come_back_as_they_went(runtime: Runtime) -> None:
    with runtime.bookkeeping() as session:
        append(session, SyncStray, ROWS)
    assert stored(runtime) == ROWS
    assert {row["received_at"].tzinfo for row in stored(runtime)} == {UTC}


def test_rows_that_the_orm_flushes_together_are_the_same(runtime: Runtime) -> None:
    left_to_the_driver = statements(runtime.engine)
    with runtime.bookkeeping() as session:
        session.add_all(SyncStray(**row) for row in ROWS)
    assert stored(runtime) == ROWS
    assert bool(left_to_the_driver) == (runtime.engine.dialect.name == "sqlite")


def test_rows_that_the_orm_changes_together_still_change(runtime: Runtime) -> None:
    with runtime.bookkeeping() as session:
        append(session, SyncStray, ROWS)
    with runtime.bookkeeping() as session:
        for row in session.scalars(select(SyncStray)):
            row.args, row.v = {"now": row.seq}, 2
    assert stored(runtime) == [{**row, "args": {"now": row["seq"]}, "v": 2} for row in ROWS]


def test_a_key_that_is_taken_fails_is_overwritten_or_stays(runtime: Runtime) -> None:
    with runtime.bookkeeping() as session:
        append(session, SyncStray, [stray(1), stray(2)])
    news = [stray(2, args={"new": 1}), stray(3)]
    with pytest.raises(IntegrityError), runtime.bookkeeping() as session:
        append(session, SyncStray, news)
    with runtime.bookkeeping() as session:
        insert_missing(session, SyncStray, news)
    assert stored(runtime) == [stray(1), stray(2), stray(3)]
    with runtime.bookkeeping() as session:
        upsert(session, SyncStray, news)
    assert stored(runtime) == [stray(1), stray(2, args={"new": 1}), stray(3)]


def test_what_a_row_does_not_say_is_the_default_but_overwrites_nothing(runtime: Runtime) -> None:
    row: dict[str, Any] = {
        "id": "new", "org": "o", "user_id": "ines", "app": "1", "first_seen_at": AT,
        "last_seen_at": AT, "agent": "phone",
    }  # fmt: skip
    with runtime.bookkeeping() as session:
        upsert(session, SyncClient, [{**row, "change_reason": "lost it"}])
        upsert(session, SyncClient, [{**row, "app": "2"}])
    with runtime.reading() as session:
        client = session.get_one(SyncClient, "new")
        assert (client.app, client.last_seq, client.change_reason) == ("2", 0, "lost it")
        assert client.revoked_reason is None


def test_a_time_without_a_zone_is_refused(runtime: Runtime) -> None:
    naive = stray(1, occurred_at=AT.replace(tzinfo=None))
    with pytest.raises((ValueError, StatementError)), runtime.bookkeeping() as session:
        append(session, SyncStray, [naive])


def test_text_that_postgresql_cannot_hold_is_a_fault_of_the_data(runtime: Runtime) -> None:
    if runtime.engine.dialect.name == "sqlite":
        pytest.skip("SQLite holds it")
    for bad in ({"name": "\x00"}, {"name": "x" * 81}):
        rows = [stray(1), stray(2, **bad)]
        with pytest.raises(DataError), runtime.bookkeeping() as session:
            append(session, SyncStray, rows)
        with pytest.raises(DataError), runtime.bookkeeping() as session:
            session.add_all(SyncStray(**row) for row in rows)


def test_a_number_that_json_lacks_is_kept(runtime: Runtime) -> None:
    if runtime.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no such number")
    with runtime.bookkeeping() as session:
        line = session.scalars(select(JournalEntry).limit(1)).one()
        row = {column.name: getattr(line, column.name) for column in JournalEntry.__table__.columns}
        append(session, JournalEntry, [{**row, "number": 10_000, "skew_s": math.nan}])
    with runtime.reading() as session:
        assert math.isnan(session.get_one(JournalEntry, (line.org, 10_000)).skew_s)


def test_texts_are_found_among_any_texts(runtime: Runtime) -> None:
    with runtime.bookkeeping() as session:
        append(session, SyncStray, [stray(n, uid=text) for n, text in enumerate(AWKWARD)])
    for wanted in (AWKWARD, AWKWARD[:1], AWKWARD[3:6], []):
        with runtime.reading() as session:
            query = select(SyncStray.uid).where(among(session, SyncStray.uid, wanted))
            assert sorted(session.scalars(query)) == sorted(wanted)
            numbers = select(SyncStray.seq).where(among(session, SyncStray.seq, [1, 3, 99]))
            assert set(session.scalars(numbers)) == {1, 3}
