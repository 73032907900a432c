"""Repairs: a parked mutation is run again as its owner, or given up; the phone hears of it."""

from collections.abc import Generator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from server.core.journal import JournalEntry, find_breaks
from server.core.runtime import Runtime
from server.organisation.models import User
from server.syncing.models import SyncAttempt, SyncResult
from server.visits.models import Answer
from tests.builders.company import ORG, perform
from tests.builders.device import Device, Json
from tests.builders.visits import start
from tests.conftest import DeviceOf


@contextmanager
def a_bug() -> Generator[None]:
    """As long as it lasts, answering a checklist's item blows up."""

    def explode(*_: object) -> None:
        raise RuntimeError("a bug")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("server.visits.queries.find_answer", explode)
        yield


def parked_answer(device: Device, visit_id: str, result: str = "pass") -> Json:
    """An answer that was parked; returns the mutation."""
    mutation = device.mutation("visit.answer", visit_id=visit_id, item_code="A", result=result)
    with a_bug():
        answers = [device.push(mutation) for _ in range(3)]
    assert answers[-1]["results"][0]["status"] == "parked"
    return mutation


def settle(operator: Device, device: Device, mutation: Json, action: str, **more: object) -> Json:
    body = {"client_id": device.client_id, "seq": mutation["seq"], "action": action, **more}
    return operator.post("/api/sync/parked/settle", body).json


def waiting(operator: Device) -> list[Json]:
    answer = operator.http.get("/api/sync/parked")
    assert answer.status_code == 200, answer.text
    return answer.get_json()["parked"]


def pulled(device: Device, seq: int) -> list[Json]:
    """What the device hears of a mutation that it holds for parked."""
    body = {"protocol": 1, "client_id": device.client_id, "ack": device.seq, "parked": [seq]}
    return device.post("/api/sync/pull", body).json["results"]


def test_an_operator_sees_what_is_parked_and_why(device_of: DeviceOf) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    mutation = parked_answer(phone, start(phone))
    (found,) = waiting(admin)
    assert {key: found[key] for key in ("client_id", "seq", "uid", "name", "v", "user_name")} == {
        "client_id": phone.client_id,
        "seq": mutation["seq"],
        "uid": mutation["uid"],
        "name": "visit.answer",
        "v": 1,
        "user_name": "Ines",
    }
    assert found["args"] == mutation["args"]
    assert found["error"].startswith("RuntimeError")


def test_a_retry_runs_as_the_owner_with_the_operator_in_the_journal(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    visit_id = start(phone)
    mutation = parked_answer(phone, visit_id)
    assert pulled(phone, mutation["seq"]) == []
    result = settle(admin, phone, mutation, "retry")
    assert (result["status"], result["seq"], result["uid"]) == (
        "applied",
        mutation["seq"],
        mutation["uid"],
    )
    assert result["version"] > 0
    assert pulled(phone, mutation["seq"]) == [result]
    assert phone.push(mutation)["results"] == [result]
    with runtime.reading() as session:
        line = session.scalars(
            select(JournalEntry).where(JournalEntry.uid == mutation["uid"])
        ).one()
        row = session.get_one(SyncResult, (phone.client_id, mutation["seq"]))
        assert session.scalars(select(SyncAttempt)).all() == []
        assert list(find_breaks(session, ORG)) == []
        assert len(session.scalars(select(Answer).where(Answer.result == "pass")).all()) == 1
    assert (line.actor_id, line.operator_id, line.client_id) == ("ines", "adam", phone.client_id)
    assert line.occurred_at.isoformat() == phone.now.isoformat()
    assert (row.repaired_by, row.args) == ("adam", mutation["args"])
    assert waiting(admin) == []


def test_a_retry_may_bring_other_args(runtime: Runtime, device_of: DeviceOf) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    visit_id = start(phone)
    mutation = parked_answer(phone, visit_id)
    wrong = settle(admin, phone, mutation, "retry", args={"visit_id": visit_id})
    assert wrong["slug"] == "invalid-request"
    assert len(waiting(admin)) == 1
    args = {**mutation["args"], "result": "partial", "note": "as told on the phone"}
    assert settle(admin, phone, mutation, "retry", args=args)["status"] == "applied"
    with runtime.reading() as session:
        assert session.scalars(select(Answer.result)).one() == "partial"


def test_a_retry_that_blows_up_again_leaves_it_parked(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    mutation = parked_answer(phone, start(phone))
    with a_bug():
        assert settle(admin, phone, mutation, "retry")["slug"] == "still-failing"
    assert len(waiting(admin)) == 1
    with runtime.reading() as session:
        row = session.get_one(SyncResult, (phone.client_id, mutation["seq"]))
        assert session.scalars(select(Answer)).all() == []
    assert (row.result["status"], row.repaired_at) == ("parked", None)


def test_a_retry_that_a_rule_refuses_comes_back_to_its_owner(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    visit_id = start(phone)
    mutation = parked_answer(phone, visit_id)
    phone.do("visit.discard", visit_id=visit_id)
    result = settle(admin, phone, mutation, "retry")
    assert (result["status"], result["code"]) == ("rejected", "visit-not-open")
    assert pulled(phone, mutation["seq"]) == [result]
    assert waiting(admin) == []


def test_giving_up_tells_the_owner_why_and_is_in_the_journal(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    mutation = parked_answer(phone, start(phone))
    assert settle(admin, phone, mutation, "reject")["slug"] == "invalid-request"
    result = settle(admin, phone, mutation, "reject", reason="请重新填写")
    assert (result["status"], result["code"]) == ("rejected", "parked-rejected")
    assert result["details"] == {"reason": "请重新填写"}
    assert pulled(phone, mutation["seq"]) == [result]
    with runtime.reading() as session:
        row = session.get_one(SyncResult, (phone.client_id, mutation["seq"]))
        line = session.scalars(select(JournalEntry).order_by(JournalEntry.number.desc())).first()
    assert row.args == mutation["args"]
    assert line is not None
    assert (line.command, line.actor_id) == ("parked.reject", "adam")


def test_what_is_settled_is_not_settled_again(device_of: DeviceOf) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    mutation = parked_answer(phone, start(phone))
    settle(admin, phone, mutation, "retry")
    for action in ("retry", "reject"):
        again = settle(admin, phone, mutation, action, reason="x")
        assert again["slug"] == "parked-unknown"
    applied = {"seq": 1}
    assert settle(admin, phone, applied, "retry")["slug"] == "parked-unknown"


def test_a_re_keyed_phone_hears_of_the_repair_under_its_new_seq(device_of: DeviceOf) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    mutation = parked_answer(phone, start(phone))
    again = device_of("ines")
    assert again.push({**mutation, "seq": 1})["results"][0]["status"] == "parked"
    again.seq = 1
    assert len(waiting(admin)) == 1
    settle(admin, phone, mutation, "retry")
    assert [its["status"] for its in pulled(again, 1)] == ["applied"]


def test_dependents_that_were_refused_stay_refused(device_of: DeviceOf) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    mutation = parked_answer(phone, start(phone))
    late = phone.mutation("notice.read", notice_ids=["x"], _deps=[mutation["uid"]])
    assert phone.push(late)["results"][0]["root_uid"] == mutation["uid"]
    settle(admin, phone, mutation, "retry")
    assert phone.push(late)["results"][0]["code"] == "dependency-rejected"
    next_one = phone.mutation("notice.read", notice_ids=["x"], _deps=[mutation["uid"]])
    assert phone.push(next_one)["results"][0]["status"] == "applied"


def test_operators_repair_within_their_units(runtime: Runtime, device_of: DeviceOf) -> None:
    perform(
        runtime,
        "user.add",
        user_id="opal",
        login="opal",
        name="Opal",
        post="admin",
        unit_id="south",
        password_hash=_hash_of(runtime),
        roles={"admin": "south"},
    )
    phone, operator = device_of("ines"), device_of("opal")
    mutation = parked_answer(phone, start(phone))
    assert waiting(operator) == []
    for action in ("retry", "reject"):
        answer = settle(operator, phone, mutation, action, reason="x")
        assert answer["slug"] == "parked-unknown"
    assert len(waiting(device_of("adam"))) == 1


def _hash_of(runtime: Runtime) -> str:
    with runtime.reading() as session:
        return session.get_one(User, "adam").password_hash
