"""Push: identity, order, exactly once, savepoints, halts, dependencies (PROTOCOL.md, I1–I3, I5)."""

from typing import Any

import pytest
from sqlalchemy import select, update

from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.evidence.models import Photo
from server.syncing.models import SyncClient, SyncResult
from server.visits.models import Answer, Visit
from tests.builders.company import perform
from tests.builders.device import Device
from tests.builders.visits import new_id, photo_args, start, visit_args
from tests.conftest import DeviceOf


def count(runtime: Runtime, model: Any) -> int:
    with runtime.reading() as session:
        return len(session.scalars(select(model)).all())


def test_scenario_01_the_same_push_twice_takes_effect_once(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("ines")
    mutation = device.mutation("visit.start", **visit_args())
    first, second = device.push(mutation), device.push(mutation)
    assert first["results"] == second["results"]
    assert count(runtime, Visit) == 1


def test_a_gap_halts_and_commits_what_came_before(runtime: Runtime, device_of: DeviceOf) -> None:
    device = device_of("ines")
    first = device.mutation("visit.start", **visit_args())
    device.seq += 1
    late = device.mutation("visit.start", **visit_args())
    answer = device.push(first, late)
    assert answer["halt"] == {"code": "seq-gap", "expected": 2}
    assert answer["last_seq"] == 1
    assert count(runtime, Visit) == 1


def test_scenario_15_another_uid_under_a_known_seq_is_a_fork(device_of: DeviceOf) -> None:
    device = device_of("ines")
    device.do("visit.start", **visit_args())
    device.seq = 0
    answer = device.push(device.mutation("visit.start", **visit_args()))
    assert answer["halt"] == {"code": "client-forked", "expected": None}


def test_scenario_15_a_re_keyed_mutation_gets_its_stored_result(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device, again = device_of("ines"), device_of("ines")
    mutation = device.mutation("visit.start", **visit_args())
    first = device.push(mutation)["results"][0]
    assert again.push({**mutation, "seq": 1})["results"][0] == first
    assert count(runtime, Visit) == 1


def test_other_content_under_a_known_uid_is_refused(device_of: DeviceOf) -> None:
    device = device_of("ines")
    mutation = device.mutation("visit.start", **visit_args())
    device.push(mutation)
    other = device.mutation("visit.start", _uid=mutation["uid"], **visit_args())
    assert device.push(other)["results"][0]["code"] == "uid-reused"


def test_a_refusal_leaves_nothing_and_the_rest_goes_on(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("ines")
    perform(runtime, "site.close", site_id="far", reason="moved")
    refused = device.mutation("visit.start", **visit_args(site_id="far"))
    good = device.mutation("visit.start", **visit_args())
    results = device.push(refused, good)["results"]
    assert [result["status"] for result in results] == ["rejected", "applied"]
    assert results[0]["code"] == "site-closed"
    assert results[0]["title"] == "该站点已停用，不能再开始检查"
    assert count(runtime, Visit) == 1


def test_the_args_of_a_refused_mutation_are_kept(runtime: Runtime, device_of: DeviceOf) -> None:
    device = device_of("ines")
    args = visit_args(site_id="nowhere")
    device.do("visit.start", **args)
    with runtime.reading() as session:
        stored = session.scalars(select(SyncResult)).one()
    assert stored.args == args


def test_scenario_12_a_refusal_takes_its_three_dependents_and_no_independent(
    device_of: DeviceOf,
) -> None:
    device = device_of("ines")
    root = device.mutation("visit.start", **visit_args(site_id="nowhere"))
    chain = [root]
    for _ in range(3):
        chain.append(device.mutation("notice.read", notice_ids=["x"], _deps=[chain[-1]["uid"]]))
    free = device.mutation("notice.read", notice_ids=["x"])
    results = device.push(*chain, free)["results"]
    codes = ["site-unknown", *["dependency-rejected"] * 3, None]
    assert [result["code"] for result in results] == codes
    assert {result["root_uid"] for result in results[1:4]} == {root["uid"]}
    assert results[4]["status"] == "applied"


def test_a_dependency_that_never_came_is_refused(device_of: DeviceOf) -> None:
    device = device_of("ines")
    mutation = device.mutation("notice.read", notice_ids=["x"], _deps=[new_id()])
    assert device.push(mutation)["results"][0]["code"] == "dependency-unknown"


def test_an_unknown_command_is_refused_by_name(device_of: DeviceOf) -> None:
    assert device_of("ines").do("visit.fly")["code"] == "unknown-command"


def test_unknown_arguments_are_refused(device_of: DeviceOf) -> None:
    result = device_of("ines").do("visit.start", **visit_args(), score_tenths=1000)
    assert result["code"] == "invalid-args"
    assert result["details"]["errors"] == [{"field": "score_tenths", "reason": "extra_forbidden"}]


def test_a_noop_keeps_the_place_of_a_discarded_edit(device_of: DeviceOf) -> None:
    device = device_of("ines")
    assert device.do("noop")["status"] == "applied"
    assert device.do("visit.start", **visit_args())["seq"] == 2


def test_another_persons_outbox_is_not_taken(device_of: DeviceOf) -> None:
    mine, theirs = device_of("ines"), device_of("ivan")
    mine.do("visit.start", **visit_args())
    theirs.client_id, theirs.seq = mine.client_id, 1
    answer = theirs.try_push(theirs.mutation("noop"))
    assert (answer.status_code, answer.json["slug"]) == (403, "device-of-another")


def test_a_revoked_device_is_told_why(runtime: Runtime, device_of: DeviceOf) -> None:
    device = device_of("ines")
    device.do("noop")
    with runtime.bookkeeping() as session:
        session.execute(update(SyncClient).values(revoked_reason="lost"))
    answer = device.try_push(device.mutation("noop"))
    assert (answer.status_code, answer.json["slug"]) == (403, "device-revoked")
    assert answer.json["details"] == {"reason": "lost"}
    body = {"protocol": 1, "client_id": device.client_id}
    assert device.post("/api/sync/pull", body).json["slug"] == "device-revoked"


def test_two_devices_merging_one_row_tell_what_was_overwritten(device_of: DeviceOf) -> None:
    phone, tablet = device_of("ines"), device_of("ines")
    visit_id = start(phone)
    row = f"answer/{visit_id}.A"
    seen = answer(phone, visit_id, "pass", "")["version"]
    answer(tablet, visit_id, "partial", "from the tablet", base={row: seen})
    result = answer(phone, visit_id, "fail", "from the phone", base={row: seen})
    changed = {conflict["field"]: conflict for conflict in result["conflicts"]}
    assert changed["result"] == {
        "row": row,
        "field": "result",
        "theirs": "partial",
        "yours": "fail",
    }
    assert changed["note"]["theirs"] == "from the tablet"


def test_ones_own_earlier_edits_never_make_a_base_stale(device_of: DeviceOf) -> None:
    phone = device_of("ines")
    visit_id = start(phone)
    row = f"answer/{visit_id}.A"
    seen = answer(phone, visit_id, "pass", "")["version"]
    answer(phone, visit_id, "fail", "again", base={row: seen})
    assert answer(phone, visit_id, "partial", "and again", base={row: seen})["conflicts"] == []


def test_a_status_change_on_a_stale_base_is_refused(runtime: Runtime, device_of: DeviceOf) -> None:
    head = device_of("hugo")
    head.pull()
    seen = head.versions["site/hall"]
    perform(runtime, "site.close", site_id="hall", reason="flood")
    perform(runtime, "site.reopen", site_id="hall")
    result = head.do("site.close", site_id="hall", reason="late", _base={"site/hall": seen})
    assert result["code"] == "stale-base"


def test_ones_own_change_is_no_reason_to_refuse_a_status_change(device_of: DeviceOf) -> None:
    head = device_of("hugo")
    head.pull()
    seen = {"site/hall": head.versions["site/hall"]}
    assert head.do("site.close", site_id="hall", reason="flood", _base=seen)["status"] == "applied"
    assert head.do("site.reopen", site_id="hall", _base=seen)["status"] == "applied"


def test_what_a_refused_command_had_written_is_undone(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    visit_id = start(device_of("ivan"))
    device = device_of("ines")
    foreign = device.mutation("photo.attach", **photo_args(new_id(), "visit", visit_id, "A"))
    good = device.mutation("visit.start", **visit_args())
    results = device.push(foreign, good)["results"]
    assert [result["code"] for result in results] == ["visit-not-yours", None]
    assert count(runtime, Photo) == 0


def test_the_journal_chains_every_applied_command(runtime: Runtime, device_of: DeviceOf) -> None:
    device = device_of("ines")
    device.push(device.mutation("visit.start", **visit_args()), device.mutation("noop"))
    with runtime.reading() as session:
        last = session.scalars(select(JournalEntry).order_by(JournalEntry.number.desc())).first()
    assert last is not None
    assert (last.command, last.actor_id, last.client_id) == (
        "visit.start",
        "ines",
        device.client_id,
    )


def test_scenario_13_a_command_that_blows_up_is_parked_after_three_tries(
    runtime: Runtime, device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_: object) -> None:
        raise RuntimeError("a bug")

    device = device_of("ines")
    visit_id = start(device)
    monkeypatch.setattr("server.visits.commands.emit", explode)
    monkeypatch.setattr("server.visits.queries.find_answer", explode)
    poison = device.mutation("visit.answer", visit_id=visit_id, item_code="A", result="pass")
    good = device.mutation("visit.discard", visit_id=visit_id)
    halts = [device.push(poison, good)["halt"] for _ in range(2)]
    assert [halt["code"] for halt in halts] == ["transient", "transient"]
    statuses = [result["status"] for result in device.push(poison, good)["results"]]
    assert statuses == ["parked", "applied"]
    assert count(runtime, Answer) == 0


def test_more_than_two_hundred_mutations_are_too_many(device_of: DeviceOf) -> None:
    device = device_of("ines")
    answer = device.try_push(*[device.mutation("noop") for _ in range(201)])
    assert (answer.status_code, answer.json["slug"]) == (422, "invalid-request")


def answer(
    device: Device,
    visit_id: str,
    result: str,
    note: str,
    base: dict[str, int] | None = None,
) -> dict[str, Any]:
    return device.do(
        "visit.answer",
        visit_id=visit_id,
        item_code="A",
        result=result,
        note=note,
        _base=base or {},
    )
