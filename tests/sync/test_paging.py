"""How a page is put together from entries and rows, and what that asks of the database."""

from collections.abc import Generator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, event, text, update

from server.core.replication import SyncRow
from server.core.runtime import Runtime
from sync.hub.rendering import del_op
from tests.builders.visits import answer, start
from tests.conftest import DeviceOf


@contextmanager
def reads(runtime: Runtime) -> Generator[list[str]]:
    """The queries that the server sends meanwhile."""
    found: list[str] = []

    def note(_link: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            found.append(statement)

    event.listen(runtime.engine, "before_cursor_execute", note)
    yield found
    event.remove(runtime.engine, "before_cursor_execute", note)


def test_a_pull_of_nothing_asks_who_it_is_and_where_the_clock_stands(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("ines")
    device.pull()
    before = device.cursor
    with reads(runtime) as asked:
        device.pull()
    assert len(asked) == 2, asked
    assert device.cursor == before


def test_a_page_asks_once_for_entries_and_rows_however_many_there_are(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("ines")
    with reads(runtime) as asked:
        device.pull()
    assert len(asked) == 4, asked


def test_a_row_of_the_same_id_in_another_table_does_not_come_along(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    columns = "org, row_id, version, client_id, other_version, fields, op"
    with runtime.bookkeeping() as session:
        session.execute(
            text(
                f"INSERT INTO sync_rows (entity, scopes, {columns}) "
                f"SELECT 'task', 'user:stan', {columns} FROM sync_rows WHERE row_id = 'hall'"
            )
        )
    device = device_of("ines")
    ops = [op for page in device.pull() for op in page["ops"]]
    assert [op[:3] for op in ops if op[2] == "hall"] == [["put", "site", "hall"]]


def test_an_entry_whose_row_is_lost_does_not_end_the_pulls(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    with runtime.bookkeeping() as session:
        session.execute(delete(SyncRow).where(SyncRow.entity == "site", SyncRow.row_id == "hall"))
    device = device_of("ines")
    device.pull()
    assert set(device.rows("site")) == {"door", "far"}


def test_a_row_that_is_told_as_gone_leaves_the_phone(runtime: Runtime, device_of: DeviceOf) -> None:
    device = device_of("ines")
    device.pull()
    device.cursor = None
    with runtime.bookkeeping() as session:
        lost = update(SyncRow).where(SyncRow.entity == "site", SyncRow.row_id == "hall")
        session.execute(lost.values(op=del_op("site", "hall")))
    device.pull()
    assert set(device.rows("site")) == {"door", "far"}


@pytest.mark.parametrize("limit", [1, 2, 3, 1000])
def test_a_row_seen_through_several_scopes_comes_once_a_page(
    limit: int, runtime: Runtime, device_of: DeviceOf
) -> None:
    writer, reader = device_of("ines"), device_of("ines")
    visit_id = start(writer)
    answer(writer, visit_id, "A", "pass")
    for page in reader.pull(limit):
        keys = [(op[1], op[2]) for op in page["ops"]]
        assert len(keys) == len(set(keys))
    writer.pull()
    assert reader.base == writer.base
