"""Scenarios of the push: crashes, faults, clones, deletions, sign-outs."""

import copy
import itertools
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, func, select
from sqlalchemy.exc import OperationalError

from server.core.clock import SetClock
from server.core.replication import SyncClock
from server.core.runtime import Runtime
from server.syncing.adapters.pushing import PushWork
from server.syncing.models import SyncResult
from server.visits.models import Answer, Visit
from tests.builders.device import Device, Json
from tests.builders.visits import attach, new_id, start
from tests.conftest import DeviceOf, make_app


class PowerCut(BaseException):
    """The process is gone, whatever would have caught an exception."""


def a_visit(device: Device) -> list[Json]:
    """A check with both its answers, as the three mutations that a phone makes of it."""
    visit_id = new_id()
    args = {"visit_id": visit_id, "site_id": "hall", "template_id": "short"}
    first = device.mutation("visit.start", **args, level="hq", form="spot")
    answers = [
        device.mutation("visit.answer", visit_id=visit_id, item_code=code, result="pass")
        for code in ("A", "B")
    ]
    return [first, *answers]


def count(runtime: Runtime, model: Any) -> int:
    with runtime.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_scenario_02_a_crash_between_commit_and_answer_is_made_good_by_the_resend(
    database_url: str,
    tmp_path: Path,
    device_of: DeviceOf,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    device, commit = device_of("ines"), PushWork.commit
    work = a_visit(device)

    def commit_and_die(*args: Any) -> Any:
        commit(*args)
        raise PowerCut

    with monkeypatch.context() as patched:
        patched.setattr(PushWork, "commit", commit_and_die)
        with pytest.raises(PowerCut):
            device.push(*work)

    restarted = make_app(tmp_path, database_url, clock)
    device.http = restarted.test_client()
    device.sign_in("ines")
    told = device.pull()[-1]
    again = device.push(*work)
    assert [result["status"] for result in again["results"]] == ["applied"] * 3
    assert (again["results"], again["last_seq"]) == (told["results"], told["last_seq"] == 3 and 3)
    runtime: Runtime = restarted.extensions["ducha"]
    assert (count(runtime, Visit), count(runtime, Answer)) == (1, 2)
    runtime.engine.dispose()


def test_scenario_02_results_are_told_until_the_phone_has_said_that_it_has_them(
    device_of: DeviceOf,
) -> None:
    device = device_of("ines")
    results = device.push(*a_visit(device))["results"]

    def told(ack: int) -> list[Json]:
        body = {"protocol": 1, "client_id": device.client_id, "cursor": None, "ack": ack}
        return device.post("/api/sync/pull", body).json["results"]

    assert told(0) == told(0) == results
    assert told(2) == results[2:]
    assert told(3) == []


def test_scenario_11_work_on_what_was_deleted_meanwhile_comes_back_with_its_args(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone, tablet = device_of("ines"), device_of("ines")
    visit_id = start(phone)
    photo_id = attach(phone, "visit", visit_id, "signature")
    phone.pull()
    tablet.do("photo.detach", photo_id=photo_id)
    signing = {"visit_id": visit_id, "signer_name": "X", "photo_id": photo_id}
    late = phone.mutation("visit.sign", **signing)
    twice = phone.mutation("photo.detach", photo_id=photo_id)
    free = phone.mutation("visit.answer", visit_id=visit_id, item_code="A", result="pass")
    results = phone.push(late, twice, free)["results"]
    codes = [result["code"] for result in results]
    assert codes == ["signature-missing", "photo-unknown", None]
    phone.pull()
    assert ("photo", photo_id) not in phone.base
    with runtime.reading() as session:
        kept = session.get_one(SyncResult, (phone.client_id, late["seq"]))
        assert kept.args == late["args"]


class Faults:
    """Lets the n-th statement or commit of the writers fail, as a broken disk does."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0

    def on_execute(self, *_: Any) -> None:
        self._step("statement")

    def on_commit(self, _link: Connection) -> None:
        self._step("COMMIT")

    def _step(self, what: str) -> None:
        self.seen += 1
        if self.seen == self.at:
            raise OperationalError(what, {}, Exception("disk I/O error"))


def push_with_fault(engine: Engine, device: Device, work: list[Json], at: int) -> tuple[bool, Any]:
    """Whether the fault came, and the answer."""
    faults = Faults(at)
    event.listen(engine, "before_cursor_execute", faults.on_execute)
    event.listen(engine, "commit", faults.on_commit)
    try:
        return True, device.try_push(*work)
    finally:
        event.remove(engine, "before_cursor_execute", faults.on_execute)
        event.remove(engine, "commit", faults.on_commit)
