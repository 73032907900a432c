"""Scenarios of the pull: kills, scopes that come and go, a phone that slept for 13 weeks."""

import pytest
from sqlalchemy import delete

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.organisation.models import RoleAssignment
from tests.builders.company import ORG, perform
from tests.builders.nights import night, pass_days
from tests.builders.visits import answer, attach, delivered_order, new_id, start
from tests.conftest import DeviceOf

Base = dict[tuple[str, str], object]


def fresh_base(device_of: DeviceOf, login: str = "ines") -> Base:
    """What a device that has never synced gets in one go."""
    device = device_of(login)
    device.pull()
    return dict(device.base)


def grant(runtime: Runtime, login: str, role: str, unit_id: str) -> str:
    """Another role for somebody; returns its id."""
    row_id = f"{login}.{role}.{unit_id}"
    with runtime.bookkeeping() as session:
        session.add(RoleAssignment(id=row_id, org=ORG, user_id=login, role=role, unit_id=unit_id))
    return row_id


def revoke(runtime: Runtime, row_id: str) -> None:
    with runtime.bookkeeping() as session:
        session.execute(delete(RoleAssignment).where(RoleAssignment.id == row_id))


def test_scenario_06_a_phone_killed_at_page_2_goes_on_there_and_ends_right(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    writer, phone = device_of("ines"), device_of("ines")
    visit_id = start(writer)
    photo_id = attach(writer, "visit", visit_id, "A")
    answer(writer, visit_id, "A", "pass")
    assert phone.pull_page(limit=3)["more"]
    kept = phone.cursor
    lost = phone.post(
        "/api/sync/pull",
        {"protocol": 1, "client_id": phone.client_id, "cursor": kept, "limit": 3},
    ).json
    writer.do("photo.detach", photo_id=photo_id)
    answer(writer, visit_id, "A", "fail")
    perform(runtime, "site.close", site_id="hall", reason="flood")
    assert phone.cursor == kept
    again = phone.pull_page(limit=3)
    assert (again["reset"], lost["last_seq"], again["last_seq"]) == (None, None, None)
    assert again["ops"][0] == lost["ops"][0]
    phone.pull(limit=3)
    assert phone.base == fresh_base(device_of)
    assert phone.rows("answer")[f"{visit_id}.A"]["result"] == "fail"


@pytest.mark.parametrize("limit", [2, 1000])
def test_scenario_07_a_scope_that_is_granted_comes_through_the_same_pages(
    limit: int, runtime: Runtime, device_of: DeviceOf
) -> None:
    """Also while rows in it are being written, and without reading the others anew."""
    staff, inspector = device_of("sven"), device_of("ines")
    order_id, _ = delivered_order(runtime, inspector, "A")
    staff.pull()
    assert ("order", order_id) not in staff.base
    known = set(staff.base)
    grant(runtime, "sven", "site_staff", "hall-team")
    first = staff.pull_page(limit)
    later, _ = delivered_order(runtime, inspector, "B")
    pages = [first, *staff.pull(limit)]
    assert {page["reset"] for page in pages} == {None}
    told = {(op[1], op[2]) for page in pages for op in page["ops"] if op[0] == "put"}
    assert {("order", order_id), ("order", later), ("site", "hall")} <= told
    assert told.isdisjoint(known - {("site", "hall"), ("finding", "hall.A"), ("finding", "hall.B")})
    assert staff.base == fresh_base(device_of, "sven")


def test_scenario_08_a_revoked_scope_takes_only_the_rows_that_no_other_scope_holds(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    """Who may read all orders of the hall keeps the one that is his own."""
    ivan, inspector = device_of("ivan"), device_of("ines")
    revoke(runtime, "ines.inspector")
    over_hall = grant(runtime, "ines", "inspector", "hall-team")
    mine, _ = delivered_order(runtime, inspector, "A")
    theirs, _ = delivered_order(runtime, ivan, "A")
    inspector.pull()
    assert inspector.scopes["order", mine] == {"user:ines", "unit:hall-team/orders"}
    assert inspector.scopes["order", theirs] == {"unit:hall-team/orders"}
    revoke(runtime, over_hall)
    page = inspector.pull()[0]
    assert ["drop", "unit:hall-team/orders"] in page["ops"]
    assert inspector.scopes["order", mine] == {"user:ines"}
    assert theirs not in inspector.rows("order")
    assert inspector.base == fresh_base(device_of)


def test_scenario_10_rights_that_came_and_went_between_two_pages_leave_nothing_behind(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    staff = device_of("sven")
    delivered_order(runtime, device_of("ines"), "A")
    staff.pull()
    full = dict(staff.base)
    for _ in range(2):
        row_id = grant(runtime, "sven", "site_staff", "hall-team")
        assert staff.pull_page(limit=2)["more"]
        revoke(runtime, row_id)
        staff.pull(limit=2)
        assert staff.base == full
    grant(runtime, "sven", "site_staff", "hall-team")
    staff.pull(limit=2)
    assert staff.base == fresh_base(device_of, "sven") != full


def test_scenario_17_a_phone_13_weeks_old_is_heard_first_and_then_reads_anew(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    """Its pulls are refused until the app is updated; its pushes are taken all the same."""
    sleeper, device = device_of("ines"), device_of("ines")
    visit_id = start(sleeper)
    gone = attach(sleeper, "visit", visit_id, "A")
    sleeper.pull()
    device.do("photo.detach", photo_id=gone)
    pass_days(clock, 91)
    night(runtime)
    sleeper.sign_in("ines")
    old = {"protocol": 0, "client_id": sleeper.client_id, "cursor": sleeper.cursor}
    refused = sleeper.post("/api/sync/pull", old)
    assert (refused.status_code, refused.json["slug"]) == (426, "client-too-old")
    late = {"visit_id": new_id(), "site_id": "hall", "template_id": "short"}
    work = sleeper.mutation("visit.start", **late, level="hq", form="spot")
    assert sleeper.push(work, protocol=0, app="0.1.0")["results"][0]["status"] == "applied"
    assert sleeper.pull()[0]["reset"] == "horizon"
    assert ("photo", gone) not in sleeper.base
    assert ("visit", late["visit_id"]) in sleeper.base
    assert sleeper.base == fresh_base(device_of)
