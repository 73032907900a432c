"""Supervision matters: where they come from, what makes them key, who sees and may do what."""

from datetime import date, timedelta
from typing import Any

import pytest

from server.core.runtime import Runtime
from tests.builders.company import set_policy
from tests.builders.device import Device, Json
from tests.builders.matters import (
    TODAY,
    day,
    letter_args,
    matter_args,
    matter_of,
    part,
    parts_of,
    register,
    told,
)
from tests.conftest import DeviceOf


def code_of(device: Device, name: str, /, **args: Any) -> str:
    result = device.do(name, **args)
    return result["code"] or result["status"]


def refused(device: Device, args: Json) -> str:
    return code_of(device, "matter.register", **args)


@pytest.mark.clause("W1-1")
def test_a_matter_without_a_source_or_with_other_and_no_note_is_refused(clerk: Device) -> None:
    without = {name: value for name, value in matter_args().items() if name != "source"}
    assert refused(clerk, without) == "invalid-args"
    assert refused(clerk, matter_args(source="gossip")) == "invalid-args"
    assert refused(clerk, matter_args(source="other")) == "source-note-missing"
    matter_id = register(clerk, matter_args(source="other", source_note="客户座谈会"))
    assert matter_of(clerk, matter_id)["source_note"] == "客户座谈会"


@pytest.mark.clause("W1-10(1).1", "W1-10(1).2", "W1-10(1).3", "W1-10(1).4", "W1-10(1).5")
@pytest.mark.parametrize(
    ("source", "clause"),
    [
        ("annual_plan", "W1-10(1).1"),
        ("key_point", "W1-10(1).2"),
        ("meeting", "W1-10(1).3"),
        ("leader", "W1-10(1).4"),
        ("appraisal", "W1-10(1).5"),
    ],
)
def test_annual_goals_decisions_and_appraisals_are_key_by_themselves(
    clerk: Device, source: str, clause: str
) -> None:
    row = matter_of(clerk, register(clerk, matter_args(source=source)))
    assert (row["track"], row["key_basis"], row["key_clause"]) == ("key", "source", clause)
    assert row["key_policy_on"] is None


@pytest.mark.clause("W1-4")
def test_what_no_list_names_is_on_the_routine_track(clerk: Device) -> None:
    for source in ("strategy", "decision", "daily"):
        row = matter_of(clerk, register(clerk, matter_args(source=source)))
        assert (row["track"], row["key_basis"], row["key_clause"]) == ("routine", "", "")


@pytest.mark.clause("W1-10(2).1")
@pytest.mark.parametrize(
    "channel", ["congress", "petition", "appraisal", "hotline", "enterprise", "media"]
)
def test_a_letter_by_a_key_channel_is_key_whoever_sent_it(clerk: Device, channel: str) -> None:
    row = matter_of(clerk, register(clerk, letter_args(channel=channel)))
    assert (row["track"], row["key_basis"], row["key_match"]) == ("key", "channel", channel)
    assert row["key_clause"] == "W1-10(2).1"


@pytest.mark.clause("W1-10(2).2")
@pytest.mark.parametrize(
    ("sender", "word"),
    [
        ("能源集团客户服务部", "集团"),
        ("澄湾市发展和改革委员会", "发展和改革"),
        ("市发改委价格处", "发改"),
        ("市燃气主管部门", "燃气主管"),
    ],
)
def test_a_letter_of_a_key_sender_is_key(clerk: Device, sender: str, word: str) -> None:
    row = matter_of(clerk, register(clerk, letter_args(channel="superior", sender=sender)))
    assert (row["track"], row["key_basis"], row["key_match"]) == ("key", "sender", word)
    assert row["key_clause"] == "W1-10(2).2"


@pytest.mark.clause("W1-10(2).0")
def test_a_general_letter_goes_to_the_cases_and_is_not_broken_down(clerk: Device) -> None:
    assert refused(clerk, letter_args()) == "letter-goes-to-cases"
    row = matter_of(clerk, register(clerk, letter_args(parts=[])))
    assert (row["state"], row["track"]) == ("to_cases", "routine")
    for name, args in (
        ("matter.plan_step", {"next_step": "x", "next_on": day(1)}),
        ("matter.add_part", {"part": part()}),
        ("matter.close", {"result": "x"}),
        ("matter.ask_waiver", {"reason": "x"}),
    ):
        code = code_of(clerk, name, matter_id=row["id"], **args)
        assert code == "supervision-matter-not-open", name


@pytest.mark.clause("W1-10(1).6", "W1-10(2).3")
def test_by_hand_it_becomes_key_with_a_reason_alone(clerk: Device) -> None:
    daily = register(clerk, matter_args(source="daily"))
    letter = register(clerk, letter_args(parts=[]))
    for matter_id, clause in ((daily, "W1-10(1).6"), (letter, "W1-10(2).3")):
        bare = code_of(clerk, "matter.mark_key", matter_id=matter_id, reason="  ")
        assert bare == "key-reason-missing"
        reason = {"matter_id": matter_id, "reason": "群众反映集中"}
        assert code_of(clerk, "matter.mark_key", **reason) == "applied"
        row = matter_of(clerk, matter_id)
        assert (row["track"], row["key_basis"], row["state"]) == ("key", "hand", "open")
        assert (row["key_clause"], row["key_reason"]) == (clause, "群众反映集中")
        assert code_of(clerk, "matter.mark_key", **reason) == "matter-already-key"
    row = matter_of(clerk, register(clerk, letter_args(key_reason="连续三次来函")))
    assert (row["track"], row["key_basis"], row["state"]) == ("key", "hand", "open")


def test_the_lists_are_policy_with_a_day_and_a_clause_and_the_record_keeps_its_version(
    runtime: Runtime, clerk: Device
) -> None:
    before = register(clerk, matter_args(source="strategy"))
    set_policy(runtime, "matter.key_sources", ["strategy"], TODAY)
    set_policy(runtime, "matter.key_senders", ["消防"], TODAY + timedelta(days=1))
    assert matter_of(clerk, before)["track"] == "routine"
    row = matter_of(clerk, register(clerk, matter_args(source="strategy")))
    assert (row["track"], row["key_policy_on"]) == ("key", TODAY.isoformat())
    assert matter_of(clerk, register(clerk, matter_args()))["track"] == "routine"
    fire = letter_args(channel="superior", sender="市消防支队", parts=[])
    assert matter_of(clerk, register(clerk, fire))["track"] == "routine"
    answer = clerk.http.get("/api/matters/policy").get_json()
    assert answer["key_sources"] == ["strategy"]
    assert "集团" in answer["key_senders"]


def test_a_list_is_no_number_and_a_number_no_list(clerk: Device, device_of: DeviceOf) -> None:
    admin = device_of("adam")
    for key, value in (("matter.key_senders", 3), ("matter.receipt_days", ["1"])):
        args = {"policy_id": key, "key": key, "value": value, "effective_on": day(0)}
        assert code_of(admin, "policy.set", **args) == "policy-value-wrong"
    empty = {"policy_id": "p", "key": "matter.key_senders", "value": [""], "effective_on": day(0)}
    assert code_of(admin, "policy.set", **empty) == "invalid-args"


def test_letters_name_channel_and_sender_and_nothing_else_does(clerk: Device) -> None:
    assert refused(clerk, letter_args(sender="")) == "letter-fields-missing"
    assert refused(clerk, letter_args(channel=None)) == "letter-fields-missing"
    assert refused(clerk, matter_args(channel="media")) == "letter-fields-given"
    assert refused(clerk, matter_args(sender="集团")) == "letter-fields-given"


@pytest.mark.clause("W1-10(1).3")
def test_a_decision_is_broken_into_units_with_days(clerk: Device) -> None:
    parts = [part("north-hs", demand="照片两张"), part("south", due_on=day(10))]
    matter_id = register(clerk, matter_args(parts=parts))
    assert (
        clerk.do("matter.add_part", matter_id=matter_id, part=part("south-team"))["status"]
        == "applied"
    )
    found = parts_of(clerk, matter_id)
    assert [row["unit_id"] for row in found] == ["north-hs", "south", "south-team"]
    assert [row["position"] for row in found] == [1, 2, 3]
    names = ["north · north-hs", "south", "south · south-team"]
    assert [row["unit_name"] for row in found] == names
    assert (found[0]["demand"], found[1]["due_on"]) == ("照片两张", day(10))
    assert matter_of(clerk, matter_id)["unit_ids"] == ["north-hs", "south", "south-team"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"due_on": day(-1)}, "matter-due-in-the-past"),
        ({"parts": [part(due_on=day(11))]}, "part-due-too-late"),
        ({"parts": [part(due_on=day(-1))]}, "matter-due-in-the-past"),
        ({"parts": [part("nowhere")]}, "not-allowed"),
        ({"next_step": "开会"}, "next-step-incomplete"),
        ({"next_step": "开会", "next_on": day(-1)}, "next-step-incomplete"),
        ({"title": " "}, "invalid-args"),
        ({"due_on": "soon"}, "invalid-args"),
    ],
)
def test_bad_input_is_answered_by_what_is_wrong(clerk: Device, changes: Json, code: str) -> None:
    assert refused(clerk, matter_args(**changes)) == code


def test_numbers_run_by_year(clerk: Device) -> None:
    rows = [matter_of(clerk, register(clerk, matter_args())) for _ in range(2)]
    year = TODAY.year
    assert [row["number"] for row in rows] == [f"事〔{year}〕0001", f"事〔{year}〕0002"]


def test_a_matter_is_seen_by_the_group_and_its_units_alone(
    clerk: Device, device_of: DeviceOf
) -> None:
    matter_id = register(clerk, matter_args())
    for login in ("hugo", "ines", "kate", "nora", "lena", "dora"):
        device = device_of(login)
        assert matter_of(device, matter_id)["title"] == "营业厅公示牌更新"
        assert len(parts_of(device, matter_id)) == 1
    for login in ("sara", "sue", "stan", "tess", "adam"):
        device = device_of(login)
        device.pull()
        assert (device.rows("supervision_matter"), device.rows("matter_part")) == ({}, {}), login
    clerk.do("matter.add_part", matter_id=matter_id, part=part("south"))
    sara = device_of("sara")
    assert matter_of(sara, matter_id)["unit_ids"] == ["north-hs", "south"]
    assert [row["unit_id"] for row in parts_of(sara, matter_id)] == ["south"]


def test_units_hear_of_what_they_are_asked_for(clerk: Device, device_of: DeviceOf) -> None:
    matter_id = register(clerk, matter_args())
    assert told(device_of("dora")) == told(device_of("nora")) == ["matter_opened"]
    assert told(device_of("sara")) == []
    clerk.do("matter.add_part", matter_id=matter_id, part=part("south"))
    clerk.do("matter.add_part", matter_id=matter_id, part=part("south"))
    assert told(device_of("sara")) == told(device_of("dora")) == ["matter_opened"]


def test_only_the_group_registers_and_plans(clerk: Device, device_of: DeviceOf) -> None:
    matter_id = register(clerk, matter_args())
    for login in ("nora", "kate", "ines", "adam"):
        device = device_of(login)
        assert refused(device, matter_args()) == "not-allowed"
        step = {"matter_id": matter_id, "next_step": "x", "next_on": day(1)}
        assert code_of(device, "matter.plan_step", **step) == "not-allowed"
    step = {"matter_id": matter_id, "next_step": "开协调会", "next_on": day(1)}
    assert code_of(device_of("hugo"), "matter.plan_step", **step) == "applied"
    row = matter_of(clerk, matter_id)
    assert (row["next_step"], date.fromisoformat(row["next_on"])) == ("开协调会", date(2026, 5, 7))
