"""How a page is put together from entries and rows, and what that asks of the database."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, event, text, update

from server.core.clock import local_day
from server.core.replication import SyncRow
from server.core.runtime import Runtime
from server.core.settings import PROTOCOL_VERSION
from server.organisation.queries import get_user, load_actor
from server.syncing.adapters.pulling import AsksAgain, PullView
from sync.hub.cursor import START
from sync.hub.rendering import del_op
from sync.hub.wire import PullRequest
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
    assert len(asked) == 2, asked


def test_results_of_its_own_come_with_the_first_question(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("ines")
    device.pull()
    start(device)
    with reads(runtime) as asked:
        page = device.pull()[0]
    assert [result["status"] for result in page["results"]] == ["applied"]
    assert len(asked) == 2, asked


QUESTIONS: list[Callable[[PullView], object]] = [
    lambda view: view.digest(),
    lambda view: view.list_results([1]),
    lambda view: view.list_moved(-1),
    lambda view: view.scan(["public"], START, 7),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=["digest", "parked", "moved", "scan"])
def test_a_second_question_is_not_asked_without_a_snapshot(
    question: Callable[[PullView], object], runtime: Runtime, device_of: DeviceOf
) -> None:
    device_of("ines").pull()
    request = PullRequest.model_validate({"protocol": PROTOCOL_VERSION, "client_id": "a-client"})
    with runtime.asking() as session:
        actor = load_actor(session, get_user(session, "ines"), local_day(runtime.clock.now()))
        view = PullView(session, actor, request, is_asking=True)
        view.open(START, 1000)
        with pytest.raises(AsksAgain):
            question(view)
    with runtime.reading() as session:
        view = PullView(session, actor, request, is_asking=False)
        view.open(START, 1000)
        question(view)


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
