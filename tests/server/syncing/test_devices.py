"""Devices: registered at the first contact; retired, lost, taken back; what revoked ones send."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from server.core.clock import SetClock
from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.organisation.models import User
from server.organisation.rules import ROLE_GRANTS
from server.syncing.models import SyncClient, SyncStray
from server.visits.models import Visit
from tests.builders.device import Device, Json
from tests.builders.visits import new_id
from tests.conftest import DeviceOf


def visit_args() -> Json:
    place = {"site_id": "hall", "template_id": "short", "level": "hq", "form": "spot"}
    return {"visit_id": new_id(), **place}


def listed(device: Device, query: str = "") -> dict[str, Json]:
    answer = device.http.get(f"/api/devices{query}")
    assert answer.status_code == 200, answer.text
    return {its["client_id"]: its for its in answer.get_json()["devices"]}


def try_pull(device: Device, **changes: Any) -> Any:
    body = {"protocol": 1, "client_id": device.client_id, "app": "1.2.3", **changes}
    return device.post("/api/sync/pull", body)


def client_of(runtime: Runtime, device: Device) -> SyncClient:
    with runtime.reading() as session:
        return session.get_one(SyncClient, device.client_id)


def strays(runtime: Runtime) -> list[SyncStray]:
    with runtime.reading() as session:
        return list(session.scalars(select(SyncStray).order_by(SyncStray.seq)))


def test_a_phone_that_only_pulled_is_in_the_list_with_its_browser(device_of: DeviceOf) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    headers = {"X-CSRFToken": phone.csrf, "User-Agent": "Phone/1 " + "x" * 300}
    body = {"protocol": 1, "client_id": phone.client_id, "app": "1.2.3"}
    assert phone.http.post("/api/sync/pull", json=body, headers=headers).status_code == 200
    found = listed(admin)[phone.client_id]
    assert (found["user_id"], found["login"], found["unit_name"]) == ("ines", "ines", "group")
    assert (found["app"], found["state"], found["last_seq"]) == ("1.2.3", "active", 0)
    assert found["agent"] == ("Phone/1 " + "x" * 300)[:200]


def test_pulls_refresh_the_last_contact_only_every_five_minutes(
    runtime: Runtime, clock: SetClock, device_of: DeviceOf
) -> None:
    phone = device_of("ines")
    try_pull(phone)
    first = client_of(runtime, phone).last_seen_at
    clock.instant += timedelta(minutes=4)
    try_pull(phone)
    assert client_of(runtime, phone).last_seen_at == first
    clock.instant += timedelta(minutes=1)
    try_pull(phone)
    assert client_of(runtime, phone).last_seen_at == clock.instant
    try_pull(phone, app="1.2.4")
    assert client_of(runtime, phone).app == "1.2.4"


def test_a_push_before_the_first_pull_registers_the_device_too(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone = device_of("ines")
    phone.do("noop")
    try_pull(phone, app="")
    assert (client_of(runtime, phone).app, client_of(runtime, phone).last_seq) == ("test", 1)


def test_a_lost_device_is_told_within_its_next_contact(
    runtime: Runtime, clock: SetClock, device_of: DeviceOf
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    try_pull(phone)
    assert admin.do("device.report_lost", client_id=phone.client_id)["status"] == "applied"
    assert client_of(runtime, phone).told_at is None
    clock.instant += timedelta(hours=3)
    answer = try_pull(phone)
    assert (answer.status_code, answer.json["slug"]) == (403, "device-revoked")
    assert answer.json["details"] == {"reason": "lost"}
    assert client_of(runtime, phone).told_at == clock.instant
    assert listed(admin)[phone.client_id]["state"] == "lost"
    with runtime.reading() as session:
        line = session.scalars(select(JournalEntry).order_by(JournalEntry.number.desc())).first()
    assert line is not None
    assert (line.command, line.actor_id) == ("device.report_lost", "adam")


def test_rights_removed_args_kept(runtime: Runtime, device_of: DeviceOf) -> None:
    """What a revoked device pushes is refused, and kept once for an operator."""
    phone, admin = device_of("ines"), device_of("adam")
    try_pull(phone)
    admin.do("device.retire", client_id=phone.client_id, reason="离职")
    args = visit_args()
    first = phone.mutation("visit.start", **args)
    second = phone.mutation("notice.read", notice_ids=["x"])
    for _ in range(2):
        answer = phone.try_push(first, second)
        assert (answer.status_code, answer.json["details"]) == (403, {"reason": "retired"})
    kept = strays(runtime)
    assert [(its.uid, its.name, its.why) for its in kept] == [
        (first["uid"], "visit.start", "rights-removed"),
        (second["uid"], "notice.read", "rights-removed"),
    ]
    assert (kept[0].args, kept[0].client_id, kept[0].user_id) == (args, phone.client_id, "ines")
    with runtime.reading() as session:
        assert session.get(Visit, args["visit_id"]) is None
    listing = admin.http.get("/api/sync/parked").get_json()["strays"]
    assert (listing[0]["uid"], listing[0]["args"]) == (first["uid"], args)


def test_other_content_under_the_same_uid_of_a_revoked_device_is_kept_too(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    phone.do("noop")
    admin.do("device.retire", client_id=phone.client_id, reason="离职")
    mutation = phone.mutation("notice.read", notice_ids=["x"])
    phone.try_push(mutation)
    phone.try_push({**mutation, "args": {"notice_ids": ["y"]}})
    assert [its.args["notice_ids"] for its in strays(runtime)] == [["x"], ["y"]]


def test_a_device_taken_back_pushes_what_was_refused(runtime: Runtime, device_of: DeviceOf) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    try_pull(phone)
    admin.do("device.retire", client_id=phone.client_id, reason="换机")
    mutation = phone.mutation("visit.start", **visit_args())
    assert phone.try_push(mutation).status_code == 403
    assert admin.do("device.readmit", client_id=phone.client_id)["status"] == "applied"
    assert phone.push(mutation)["results"][0]["status"] == "applied"
    assert admin.http.get("/api/sync/parked").get_json()["strays"] == []
    assert len(strays(runtime)) == 1


def test_a_lost_device_that_has_been_told_cannot_be_taken_back(device_of: DeviceOf) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    try_pull(phone)
    admin.do("device.report_lost", client_id=phone.client_id)
    assert admin.do("device.readmit", client_id=phone.client_id)["status"] == "applied"
    assert try_pull(phone).status_code == 200
    admin.do("device.report_lost", client_id=phone.client_id)
    assert listed(admin)[phone.client_id]["is_wiped"] is False
    assert try_pull(phone).status_code == 403
    assert listed(admin)[phone.client_id]["is_wiped"] is True
    assert admin.do("device.readmit", client_id=phone.client_id)["code"] == "device-wiped"


def test_what_a_device_was_told_before_counts_for_that_state_alone(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    try_pull(phone)
    admin.do("device.retire", client_id=phone.client_id, reason="换机")
    assert try_pull(phone).status_code == 403
    admin.do("device.report_lost", client_id=phone.client_id)
    assert client_of(runtime, phone).told_at is None
    assert admin.do("device.readmit", client_id=phone.client_id)["status"] == "applied"


def test_a_state_that_a_device_has_already_is_refused(device_of: DeviceOf) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    try_pull(phone)
    client_id = phone.client_id
    assert admin.do("device.readmit", client_id=client_id)["code"] == "device-active"
    admin.do("device.retire", client_id=client_id, reason="换机")
    again = admin.do("device.retire", client_id=client_id, reason="换机")
    assert again["code"] == "device-not-active"
    assert admin.do("device.report_lost", client_id=client_id)["status"] == "applied"
    assert admin.do("device.report_lost", client_id=client_id)["code"] == "device-not-active"
    assert admin.do("device.report_lost", client_id=new_id())["code"] == "device-unknown"


def test_everybody_sees_and_reports_his_own_devices_alone(device_of: DeviceOf) -> None:
    phone, other, colleague = device_of("ines"), device_of("ines"), device_of("ivan")
    for device in (phone, other, colleague):
        try_pull(device)
    assert set(listed(phone, "?mine=1")) == {phone.client_id, other.client_id}
    assert phone.http.get("/api/devices").get_json()["slug"] == "not-allowed"
    foreign = phone.do("device.report_lost", client_id=colleague.client_id)
    assert foreign["code"] == "not-allowed"
    assert phone.do("device.report_lost", client_id=other.client_id)["status"] == "applied"
    assert listed(phone, "?mine=1")[other.client_id]["state"] == "lost"
    retired = phone.do("device.retire", client_id=other.client_id, reason="x")
    assert retired["code"] == "not-allowed"


def test_devices_are_managed_within_ones_units(
    runtime: Runtime, device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    grants = frozenset({"device.manage"})
    monkeypatch.setattr(
        "server.organisation.rules.grants.ROLE_GRANTS", _with("branch_inspector", grants)
    )
    north, south, bram = device_of("stan"), device_of("sven"), device_of("bram")
    for device in (north, south):
        try_pull(device)
    assert set(listed(bram)) == {north.client_id}
    foreign = bram.do("device.retire", client_id=south.client_id, reason="x")
    assert foreign["code"] == "not-allowed"
    own = bram.do("device.retire", client_id=north.client_id, reason="旧机")
    assert own["status"] == "applied"
    assert listed(bram)[north.client_id]["reason"] == "旧机"


def _with(role: str, grants: frozenset[str]) -> dict[str, frozenset[str]]:
    return {**ROLE_GRANTS, role: ROLE_GRANTS[role] | grants}


def test_uploads_that_name_a_revoked_device_are_refused(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    try_pull(phone)
    admin.do("device.report_lost", client_id=phone.client_id)
    named = {"X-CSRFToken": phone.csrf, "Ducha-Client": phone.client_id}
    answer = phone.http.post("/api/uploads", headers=named)
    assert (answer.status_code, answer.get_json()["slug"]) == (403, "device-revoked")
    assert client_of(runtime, phone).told_at is not None
    unnamed = phone.http.post("/api/uploads", headers={"X-CSRFToken": phone.csrf})
    assert unnamed.get_json()["slug"] == "wrong-tus-version"


def test_a_device_of_another_person_is_no_way_in(device_of: DeviceOf) -> None:
    phone, thief = device_of("ines"), device_of("ivan")
    try_pull(phone)
    thief.client_id = phone.client_id
    assert try_pull(thief).json["slug"] == "device-of-another"
    poke = thief.http.get(f"/api/sync/poke?client_id={phone.client_id}")
    assert poke.get_json()["slug"] == "device-of-another"


def test_somebody_who_is_no_longer_active_stays_in_the_list(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    try_pull(phone)
    with runtime.bookkeeping() as session:
        session.execute(update(User).where(User.id == "ines").values(is_active=False))
    assert phone.client_id in listed(admin)
    retired = admin.do("device.retire", client_id=phone.client_id, reason="离职")
    assert retired["status"] == "applied"
