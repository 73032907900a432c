"""Scenario 14: whichever statement of a push the database fails at, nothing of it is taken."""

import itertools
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import OperationalError

from server.core.replication import SyncClock
from server.core.runtime import Runtime
from server.syncing.models import SyncClient, SyncResult
from server.visits.models import Answer, Visit
from tests.builders.device import Device, Json
from tests.builders.visits import new_id
from tests.conftest import DeviceOf


class Fault:
    """Breaks the n-th statement or commit, as a failing disk does."""

    def __init__(self, at: int) -> None:
        self.left, self.has_come = at, False

    def step(self, *_: Any) -> None:
        self.left -= 1
        if self.left == 0:
            self.has_come = True
            raise OperationalError("statement", {}, Exception("disk I/O error"))


@contextmanager
def fault(engine: Engine, at: int) -> Generator[Fault]:
    planted = Fault(at)
    for name in ("before_cursor_execute", "commit"):
        event.listen(engine, name, planted.step)
    try:
        yield planted
    finally:
        for name in ("before_cursor_execute", "commit"):
            event.remove(engine, name, planted.step)


def stored(runtime: Runtime) -> dict[str, Any]:
    with runtime.reading() as session:
        models: tuple[Any, ...] = (Visit, Answer, SyncResult, SyncClient)
        counts = {
            model.__tablename__: session.scalar(select(func.count()).select_from(model))
            for model in models
        }
        clock = session.scalars(select(SyncClock)).one()
        return {**counts, "version": clock.version, "journal": clock.journal_number}


def batch(device: Device) -> list[Json]:
    """A check, an edit that is refused, and the rest of the check."""
    visit_id = new_id()
    visit = {"visit_id": visit_id, "site_id": "hall", "template_id": "short"}
    answers = [
        device.mutation("visit.answer", visit_id=its, item_code=code, result="pass")
        for its, code in ((visit_id, "A"), (new_id(), "A"), (visit_id, "B"))
    ]
    start = device.mutation("visit.start", **visit, level="hq", form="spot")
    work = [start, *answers]
    return [{**its, "seq": seq} for seq, its in enumerate(work, start=1)]


def push_until_it_passes(runtime: Runtime, device: Device, work: list[Json]) -> tuple[int, Json]:
    """The push again and again, broken one statement later each time; returns tries and answer."""
    before = stored(runtime)
    for at in itertools.count(1):
        with fault(runtime.engine, at) as planted:
            answer = device.try_push(*work)
        if not planted.has_come:
            return at, answer.json
        if answer.status_code == 200:
            assert (answer.json["halt"]["code"], answer.json["results"]) == ("transient", [])
        else:
            assert answer.status_code >= 500
        assert stored(runtime) == before, f"fault at statement {at}"
    raise AssertionError


def test_scenario_14_a_fault_at_any_statement_of_a_batch_takes_nothing_and_loses_nothing(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("ines")
    work, before = batch(device), stored(runtime)
    tries, answer = push_until_it_passes(runtime, device, work)
    assert tries > 10
    codes = [result["code"] for result in answer["results"]]
    assert (codes, answer["last_seq"]) == ([None, None, "visit-unknown", None], 4)
    after = stored(runtime)
    assert (after["visits"], after["answers"]) == (before["visits"] + 1, before["answers"] + 2)
    assert device.push(*work)["results"] == answer["results"]
    assert stored(runtime) == after


def test_scenario_14_a_commit_that_fails_leaves_no_lock_behind(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    """Were its transaction still open in the pool, every later writer would wait for it."""
    device, other = device_of("ines"), device_of("ivan")

    def fail(_link: Any) -> None:
        raise OperationalError("COMMIT", {}, Exception("interrupted"))

    event.listen(runtime.engine, "commit", fail)
    assert not device.try_push(*batch(device)).json.get("results")
    event.remove(runtime.engine, "commit", fail)
    for writer in (other, device):
        assert writer.push(*batch(writer))["halt"] is None
