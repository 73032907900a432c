"""Concurrency: real threads on real databases; what one is doing must not be lost on another."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event, func, select

from server.core import unit_of_work
from server.core.journal import find_breaks
from server.core.runtime import Runtime
from server.visits.models import Visit
from tests.builders.company import ORG
from tests.builders.device import Device
from tests.builders.visits import answer, new_id, start
from tests.conftest import DeviceOf

PATIENCE_S = 20
WRITERS = 6
PUSHES = 8


class Gate:
    """Stops whoever comes first; the others pass."""

    def __init__(self) -> None:
        self.reached, self.opened, self._is_taken = Event(), Event(), False

    def wait(self) -> None:
        if self._is_taken:
            return
        self._is_taken = True
        self.reached.set()
        assert self.opened.wait(PATIENCE_S)


@pytest.fixture
def before_the_clock(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Stops the first writer when its rows are written and the clock is not yet locked."""
    gate, bump = Gate(), unit_of_work.bump_clock

    def bump_late(*args: Any) -> Any:
        gate.wait()
        return bump(*args)

    monkeypatch.setattr(unit_of_work, "bump_clock", bump_late)
    return gate


def in_thread(work: Callable[[], Any]) -> "Future[Any]":
    pool = ThreadPoolExecutor(1)
    future = pool.submit(work)
    pool.shutdown(wait=False)
    return future


def test_scenario_03_a_writer_that_began_first_and_commits_last_is_not_stepped_over(
    database: str, device_of: DeviceOf, before_the_clock: Gate
) -> None:
    """Scenario 3. SQLite lets the second writer begin only when the first is done."""
    slow, quick, reader = device_of("ines"), device_of("ines"), device_of("ines")
    reader.pull()
    first = in_thread(lambda: start(slow))
    assert before_the_clock.reached.wait(PATIENCE_S)
    second = in_thread(lambda: start(quick, "door", "short"))
    if database == "postgres":
        assert second.result(PATIENCE_S)
    reader.pull(limit=3)
    seen = set(reader.rows("visit"))
    before_the_clock.opened.set()
    wanted = {first.result(PATIENCE_S), second.result(PATIENCE_S)}
    reader.pull(limit=3)
    assert set(reader.rows("visit")) == wanted
    assert seen == ({second.result()} if database == "postgres" else set())


def test_scenario_04_a_commit_between_two_queries_of_a_pull_is_seen_whole_or_not_at_all(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    """Scenario 4: a page is one snapshot, and the next one brings what it has missed."""
    writer, reader = device_of("ines"), device_of("ines")
    visit_id = start(writer)
    answer(writer, visit_id, "A", "pass")
    tried: list[str] = []

    def on_execute(_link: Any, _cursor: Any, text: str, *_: Any) -> None:
        if "FROM sync_index" in text and not tried:
            tried.append(text)
            in_thread(lambda: answer(writer, visit_id, "A", "fail")).result(PATIENCE_S)

    event.listen(runtime.engine, "after_cursor_execute", on_execute)
    page = reader.pull_page()
    event.remove(runtime.engine, "after_cursor_execute", on_execute)
    assert tried
    row = reader.rows("answer")[f"{visit_id}.A"]
    assert (row["result"], page["more"]) == ("pass", False)
    reader.pull()
    assert reader.rows("answer")[f"{visit_id}.A"]["result"] == "fail"


def test_many_writers_at_once_lose_nothing_and_readers_miss_nothing(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    writers = [device_of("ines") for _ in range(WRITERS)]
    reader = device_of("ines")
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        pushes = [pool.submit(write, writer) for writer in writers]
        while not all(push.done() for push in pushes):
            reader.pull(limit=5)
        wanted = {visit_id for push in pushes for visit_id in push.result()}
    reader.pull(limit=5)
    assert set(reader.rows("visit")) == wanted
    assert len(wanted) == WRITERS * PUSHES
    with runtime.reading() as session:
        assert session.scalar(select(func.count()).select_from(Visit)) == len(wanted)
        assert list(find_breaks(session, ORG)) == []


def write(device: Device) -> list[str]:
    """Pushes of two, each tried again until it is taken, as a device does."""
    made: list[str] = []
    for _ in range(PUSHES):
        visit_id = new_id()
        visit = {"visit_id": visit_id, "site_id": "hall", "template_id": "short"}
        pair = [
            device.mutation("visit.start", **visit, level="hq", form="spot"),
            device.mutation("visit.answer", visit_id=visit_id, item_code="A", result="pass"),
        ]
        while (page := device.push(*pair))["halt"] is not None:
            assert page["halt"]["code"] == "transient"
        assert [result["status"] for result in page["results"]] == ["applied", "applied"]
        made.append(visit_id)
    return made
