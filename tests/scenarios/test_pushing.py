"""Scenarios of the push: crashes, clones, deletions, wrong clocks, sign-outs."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from server.core.clock import SetClock
from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.syncing.adapters.pushing import PushWork
from server.syncing.models import SyncResult
from server.visits.models import Answer, Visit
from tests.builders.company import NOW
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
    assert (again["results"], again["last_seq"]) == (told["results"], 3)
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


def test_scenario_15_a_cloned_profile_and_its_original_both_arrive_and_nothing_twice(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    """The same client_id and seq on two devices: the second is told, takes a new name and resends.

    The phone does so by itself; `uid` is what keeps the common past from taking effect twice.
    """
    original = device_of("ines")
    shared = a_visit(original)
    clone = device_of("ines")
    clone.client_id, clone.seq = original.client_id, original.seq
    mine, theirs = a_visit(original), a_visit(clone)
    assert [its["seq"] for its in mine] == [its["seq"] for its in theirs]
    original.push(*shared, *mine)
    told = clone.push(*shared, *theirs)
    assert told["halt"] == {"code": "client-forked", "expected": None}
    assert [result["uid"] for result in told["results"]] == [its["uid"] for its in shared]

    clone.client_id = new_id()
    renumbered = [{**its, "seq": seq} for seq, its in enumerate([*shared, *theirs], start=1)]
    again = clone.push(*renumbered)
    assert again["halt"] is None
    assert {result["status"] for result in again["results"]} == {"applied"}
    assert (count(runtime, Visit), count(runtime, Answer)) == (3, 6)
    original.pull()
    clone.pull()
    assert original.base == clone.base


def test_scenario_21_no_clock_of_a_phone_orders_anything(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    """Three days ahead at the first tap, a day behind at the last: the order of seq counts."""
    phone = device_of("ines")
    phone.now = NOW + timedelta(days=3)
    visit_id = start(phone)
    first = phone.mutation("visit.answer", visit_id=visit_id, item_code="A", result="pass")
    phone.now = NOW - timedelta(days=1)
    note = {"visit_id": visit_id, "item_code": "A", "result": "fail", "note": "later"}
    phone.push(first, phone.mutation("visit.answer", **note))
    with runtime.reading() as session:
        assert session.scalars(select(Answer)).one().result == "fail"
        assert session.get_one(Visit, visit_id).started_at == NOW
        lines = session.scalars(
            select(JournalEntry)
            .where(JournalEntry.client_id == phone.client_id)
            .order_by(JournalEntry.number)
        ).all()
    assert {line.received_at for line in lines} == {NOW}
    claimed = [(line.occurred_at - NOW).days for line in lines]
    assert claimed == [3, 3, -1]
    assert [line.skew_s / 86_400 for line in lines] == [3, -1, -1]


def test_scenario_22_a_sign_out_in_mid_push_hands_nothing_to_the_next_user(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone = device_of("ines")
    first, second = a_visit(phone), a_visit(phone)
    phone.push(*first)
    phone.http.delete("/api/session", headers={"X-CSRFToken": phone.csrf})
    assert phone.try_push(*second).status_code in (400, 401)
    phone.sign_in("ivan")
    taken = phone.try_push(*second)
    assert (taken.status_code, taken.json["slug"]) == (403, "device-of-another")
    assert count(runtime, Visit) == 1
    phone.sign_in("ines")
    answer = phone.push(*first, *second)
    assert [result["status"] for result in answer["results"]] == ["applied"] * 6
    with runtime.reading() as session:
        assert set(session.scalars(select(Visit.inspector_id))) == {"ines"}
    assert count(runtime, Visit) == 2
