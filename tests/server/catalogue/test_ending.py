"""Supervision matters: parts reported with evidence, closed, given up with another's approval."""

from typing import Any

import pytest

from server.core.runtime import Runtime
from tests.builders.company import add_person
from tests.builders.device import Device, Json
from tests.builders.matters import (
    closed_matter,
    day,
    matter_args,
    matter_of,
    part,
    parts_of,
    receipts_of,
    register,
    report,
    told,
)
from tests.builders.visits import arrive, attach, new_id, photo_args
from tests.conftest import DeviceOf


def code_of(device: Device, name: str, /, **args: Any) -> str:
    result = device.do(name, **args)
    return result["code"] or result["status"]


@pytest.fixture
def unit(clerk: Device, device_of: DeviceOf) -> Device:
    """Dora, who answers for the department that has the part."""
    return device_of("dora")


def a_matter(clerk: Device, *parts: Json) -> tuple[str, list[str]]:
    args = matter_args(parts=list(parts))
    return register(clerk, args), [its["part_id"] for its in parts]


@pytest.mark.clause("W1-10(1).1")
def test_a_part_that_demands_a_photo_is_not_done_without_one(clerk: Device, unit: Device) -> None:
    matter_id, (part_id,) = a_matter(clerk, part(is_photo_needed=True))
    assert report(unit, part_id)["code"] == "matter-evidence-missing"
    photo_id = attach(unit, "supervision_matter", matter_id, part_id)
    assert report(unit, part_id, photo_ids=[photo_id])["status"] == "applied"
    (row,) = parts_of(clerk, matter_id)
    assert (row["state"], row["report"], row["photo_ids"]) == ("done", "已更新", [photo_id])
    assert row["reported_by"] == "Dora"
    assert clerk.rows("photo")[photo_id]["subject_kind"] == "supervision_matter"
    assert report(unit, part_id, photo_ids=[photo_id])["code"] == "matter-part-not-open"


def test_a_report_names_the_photos_of_its_own_part_alone(
    clerk: Device, unit: Device, device_of: DeviceOf
) -> None:
    matter_id, (first, second) = a_matter(clerk, part(is_photo_needed=True), part())
    elsewhere = attach(unit, "supervision_matter", matter_id, second)
    for wrong in (elsewhere, new_id()):
        assert report(unit, first, photo_ids=[wrong])["code"] == "photos-not-of-part"
    assert parts_of(clerk, matter_id)[0]["state"] == "open"


def test_photos_come_from_who_answers_for_the_part_while_it_is_open(
    clerk: Device, unit: Device, device_of: DeviceOf
) -> None:
    matter_id, (part_id,) = a_matter(clerk, part())
    for login in ("sara", "ines"):
        args = photo_args(new_id(), "supervision_matter", matter_id, part_id)
        assert code_of(device_of(login), "photo.attach", **args) == "not-allowed"
    wrong = photo_args(new_id(), "supervision_matter", new_id(), part_id)
    assert code_of(unit, "photo.attach", **wrong) == "not-allowed"
    photo_id = attach(unit, "supervision_matter", matter_id, part_id)
    report(unit, part_id, photo_ids=[photo_id])
    late = photo_args(new_id(), "supervision_matter", matter_id, part_id)
    assert code_of(unit, "photo.attach", **late) == "matter-part-not-open"
    assert code_of(unit, "photo.detach", photo_id=photo_id) == "matter-part-not-open"


def test_a_unit_reports_its_own_parts_alone(clerk: Device, device_of: DeviceOf) -> None:
    _, (part_id,) = a_matter(clerk, part())
    for login in ("sara", "sue", "hugo"):
        assert report(device_of(login), part_id)["code"] == "not-allowed", login
    assert report(device_of("nora"), part_id)["status"] == "applied"
    assert report(device_of("nora"), new_id())["code"] == "matter-part-unknown"


def test_evidence_that_does_not_show_it_goes_back_with_what_is_missing(
    clerk: Device, unit: Device
) -> None:
    matter_id, (part_id,) = a_matter(clerk, part())
    back = {"part_id": part_id, "reason": "照片看不清"}
    assert code_of(clerk, "matter.return_part", **back) == "matter-part-not-done"
    report(unit, part_id)
    assert told(clerk) == ["matter_part_reported"]
    assert code_of(unit, "matter.return_part", **back) == "not-allowed"
    assert code_of(clerk, "matter.return_part", **back) == "applied"
    (row,) = parts_of(unit, matter_id)
    assert (row["state"], row["return_reason"], row["returned_by"]) == (
        "open",
        "照片看不清",
        "Cleo",
    )
    assert "matter_part_returned" in told(unit)
    assert code_of(clerk, "matter.close", matter_id=matter_id, result="x").endswith("not-done")


@pytest.mark.clause("W1-12(2)b")
def test_it_is_closed_only_with_every_part_done(clerk: Device, unit: Device) -> None:
    matter_id, (first, second) = a_matter(clerk, part(), part())
    close = {"matter_id": matter_id, "result": "全部完成"}
    assert code_of(clerk, "matter.close", **close) == "matter-parts-not-done"
    report(unit, first)
    assert code_of(clerk, "matter.close", **close) == "matter-parts-not-done"
    report(unit, second)
    assert code_of(unit, "matter.close", **close) == "not-allowed"
    assert code_of(clerk, "matter.close", **close) == "applied"
    row = matter_of(clerk, matter_id)
    assert (row["state"], row["result"], row["closed_by"]) == ("closed", "全部完成", "Cleo")
    assert code_of(clerk, "matter.close", **close) == "supervision-matter-not-open"
    back = code_of(clerk, "matter.return_part", part_id=first, reason="x")
    assert back == "supervision-matter-not-open"


def test_what_was_not_broken_down_is_not_closed(clerk: Device) -> None:
    matter_id = register(clerk, matter_args(parts=[]))
    code = code_of(clerk, "matter.close", matter_id=matter_id, result="x")
    assert code == "matter-has-no-parts"


def test_nobody_closes_over_photos_that_are_under_way(
    runtime: Runtime, clerk: Device, unit: Device
) -> None:
    matter_id, (part_id,) = a_matter(clerk, part(is_photo_needed=True))
    photo_id = attach(unit, "supervision_matter", matter_id, part_id)
    report(unit, part_id, photo_ids=[photo_id])
    close = {"matter_id": matter_id, "result": "全部完成"}
    assert code_of(clerk, "matter.close", **close) == "part-photos-awaited"
    assert matter_of(clerk, matter_id)["state"] == "open"
    assert receipts_of(clerk, matter_id) == {}
    arrive(runtime, photo_id)
    assert code_of(clerk, "matter.close", **close) == "applied"


def test_it_is_given_up_only_as_another_person_approved(
    clerk: Device, unit: Device, device_of: DeviceOf
) -> None:
    matter_id, _ = a_matter(clerk, part())
    head = device_of("hugo")
    ask = {"matter_id": matter_id, "reason": "站点已撤销"}
    grant = {"matter_id": matter_id, "is_granted": True, "answer": "同意"}
    assert code_of(head, "matter.answer_waiver", **grant) == "waiver-not-asked"
    assert code_of(head, "matter.ask_waiver", **ask) == "applied"
    assert matter_of(clerk, matter_id)["state"] == "waiver"
    assert code_of(head, "matter.answer_waiver", **grant) == "own-waiver"
    assert code_of(clerk, "matter.answer_waiver", **grant) == "not-allowed"
    assert code_of(clerk, "matter.ask_waiver", **ask) == "supervision-matter-not-open"
    assert "matter_waiver_asked" in told(device_of("kate"))
    assert code_of(device_of("kate"), "matter.answer_waiver", **grant) == "applied"
    row = matter_of(clerk, matter_id)
    assert (row["state"], row["waiver_answerer_name"], row["waiver_asker_name"]) == (
        *("waived", "Kate"),
        "Hugo",
    )
    assert row["settled_at"] is not None
    assert "matter_waived" in told(unit)
    assert receipts_of(clerk, matter_id) == {}


def test_a_waiver_that_is_refused_lets_it_go_on(clerk: Device, device_of: DeviceOf) -> None:
    matter_id, (part_id,) = a_matter(clerk, part())
    clerk.do("matter.ask_waiver", matter_id=matter_id, reason="站点已撤销")
    assert report(device_of("dora"), part_id)["code"] == "supervision-matter-not-open"
    refuse = {"matter_id": matter_id, "is_granted": False, "answer": "站点仍在营业"}
    assert code_of(device_of("hugo"), "matter.answer_waiver", **refuse) == "applied"
    row = matter_of(clerk, matter_id)
    assert (row["state"], row["waiver_answer"]) == ("open", "站点仍在营业")
    assert "matter_waiver_refused" in told(clerk)
    assert report(device_of("dora"), part_id)["status"] == "applied"
    again = {"matter_id": matter_id, "reason": "已合并办理"}
    assert code_of(clerk, "matter.ask_waiver", **again) == "applied"
    assert matter_of(clerk, matter_id)["waiver_answer"] == ""


def test_an_ended_matter_takes_nothing_more(clerk: Device, device_of: DeviceOf) -> None:
    matter_id = closed_matter(clerk, device_of("dora"))
    for name, args in (
        ("matter.add_part", {"part": part()}),
        ("matter.ask_waiver", {"reason": "x"}),
        ("matter.plan_step", {"next_step": "x", "next_on": "2026-05-07"}),
    ):
        code = code_of(clerk, name, matter_id=matter_id, **args)
        assert code == "supervision-matter-not-open", name


def test_who_holds_a_right_over_one_branch_does_nothing_to_the_matters_of_another(
    runtime: Runtime, clerk: Device, device_of: DeviceOf
) -> None:
    add_person(runtime, "nick", "group_clerk", "north", "north")
    add_person(runtime, "nell", "committee", "north", "north")
    nick, nell = device_of("nick"), device_of("nell")
    own = matter_args(parts=[part("south")])
    assert code_of(nick, "matter.register", **own) == "not-allowed"
    matter_id, (theirs, _) = a_matter(clerk, part("south"), part())
    report(device_of("sara"), theirs)
    key = {"matter_id": matter_id}
    for name, args in (
        ("matter.add_part", {**key, "part": part()}),
        ("matter.plan_step", {**key, "next_step": "x", "next_on": day(1)}),
        ("matter.mark_key", {**key, "reason": "x"}),
        ("matter.return_part", {"part_id": theirs, "reason": "x"}),
        ("matter.close", {**key, "result": "x"}),
        ("matter.ask_waiver", {**key, "reason": "x"}),
    ):
        assert code_of(nick, name, **args) == "not-allowed", name
    clerk.do("matter.ask_waiver", matter_id=matter_id, reason="x")
    grant = {"matter_id": matter_id, "is_granted": True, "answer": "同意"}
    assert code_of(nell, "matter.answer_waiver", **grant) == "not-allowed"
    north, _ = a_matter(clerk, part())
    step = {"matter_id": north, "next_step": "x", "next_on": day(1)}
    assert code_of(nick, "matter.plan_step", **step) == "applied"
