"""The carried set: what leaves the phones at night, what stays, and what comes back (I4)."""

import pytest

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.evidence.models import Photo
from server.evidence.schemas import PHOTO_FEED, photo_readers
from server.orders.rules import TRANSITIONS
from server.quotas.models import Quota
from tests.builders.company import NOW, ORG, perform, set_policy
from tests.builders.device import Device
from tests.builders.nights import carried, closed_order, night, pass_days
from tests.builders.visits import (
    answer,
    arrive,
    attach,
    closed_visit,
    delivered_order,
    issue,
    new_id,
    start,
)
from tests.conftest import DeviceOf

RECORD = ("visit", "answer", "photo")
CASE = ("order", "matter", "feedback", "review", *RECORD)


def test_a_complete_visit_leaves_with_answers_and_photos_on_the_day_after_its_last(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    device = device_of("ines")
    _, photos = closed_visit(device, failing=("A",))
    arrive(runtime, *photos)
    assert len(carried(device, *RECORD)) == 1 + 2 + 2
    pass_days(clock, 30)
    assert night(runtime)["visit.age_out"] == 0
    pass_days(clock, 30.1)
    assert night(runtime)["visit.age_out"] == 1
    assert carried(device.sign_in("ines"), *RECORD) == set()


def test_how_long_is_the_companys_own_choice(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    _, photos = closed_visit(device_of("ines"))
    arrive(runtime, *photos)
    set_policy(runtime, "carry.visit_days", 3, NOW.date())
    pass_days(clock, 3.1)
    assert night(runtime)["visit.age_out"] == 1


def test_the_sites_history_stays(runtime: Runtime, device_of: DeviceOf, clock: SetClock) -> None:
    device = device_of("ines")
    _, photos = closed_visit(device, failing=("A",))
    arrive(runtime, *photos)
    pass_days(clock, 400)
    night(runtime)
    assert carried(device.sign_in("ines"), "finding") == {"hall.A"}


def test_what_is_open_or_awaits_evidence_never_ages_out(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    device = device_of("ines")
    open_visit = start(device)
    answer(device, open_visit, "A")
    closed_visit(device, failing=("A",))
    delivered_order(runtime, device, "B")
    before = carried(device, *CASE)
    pass_days(clock, 400)
    assert night(runtime)["visit.age_out"] == 0
    assert carried(device.sign_in("ines"), *CASE) == before


@pytest.mark.parametrize("outcome", ["photo.confirm", "photo.refuse"])
def test_a_discarded_visit_waits_for_its_photos_and_then_leaves(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock, outcome: str
) -> None:
    device = device_of("ines")
    visit_id = start(device)
    answer(device, visit_id, "A")
    photo_id = attach(device, "visit", visit_id, "A")
    device.do("visit.discard", visit_id=visit_id)
    pass_days(clock, 400)
    night(runtime)
    assert carried(device.sign_in("ines"), *RECORD) == {f"{visit_id}.A", photo_id}
    reason = {"reason": "no-picture"} if outcome == "photo.refuse" else {}
    perform(runtime, outcome, photo_id=photo_id, **reason)
    pass_days(clock, 431)
    assert night(runtime)["visit.age_out"] == 1
    assert carried(device.sign_in("ines"), *RECORD) == set()


def test_a_closed_order_leaves_everybody_with_all_that_hangs_on_it(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    logins = ("ines", "stan", "rita")
    devices = [device_of(login) for login in logins]
    closed_order(runtime, *devices)
    assert all(len(carried(device, *CASE)) >= 6 for device in devices)
    pass_days(clock, 30.1)
    counts = night(runtime)
    assert (counts["order.age_out"], counts["visit.age_out"]) == (1, 1)
    for device, login in zip(devices, logins, strict=True):
        assert carried(device.sign_in(login), *CASE) == set()


def test_an_order_that_is_not_closed_keeps_its_visit_and_photos_on_the_phones(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    inspector, staff = device_of("ines"), device_of("stan")
    delivered_order(runtime, inspector, "A")
    before = carried(inspector, *CASE), carried(staff, *CASE)
    pass_days(clock, 400)
    night(runtime)
    after = [carried(device_of(login), *CASE) for login in ("ines", "stan")]
    assert after == list(before)
    assert len(before[1]) == 1 + 1 + 2


def test_a_withdrawn_order_leaves_but_not_the_visit_that_still_awaits_its_photos(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    inspector, head = device_of("ines"), device_of("hugo")
    visit_id, photos = closed_visit(inspector, failing=("A",))
    order_id, _ = issue(inspector, visit_id, "A")
    head.do("order.withdraw", order_id=order_id, reason="wrong site")
    pass_days(clock, 30.1)
    assert night(runtime)["order.age_out"] == 1
    inspector.sign_in("ines")
    assert carried(inspector, "order", "matter") == set()
    assert carried(inspector, "visit") == {visit_id}
    arrive(runtime, *photos)
    pass_days(clock, 61)
    night(runtime)
    assert carried(inspector.sign_in("ines"), *CASE) == set()


def test_an_order_that_comes_late_brings_its_visit_back_to_the_phones(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    """A phone that was off for weeks: the visit had been sent, the order had not."""
    inspector = device_of("ines")
    visit_id, photos = closed_visit(inspector, failing=("A",))
    arrive(runtime, *photos)
    pass_days(clock, 31)
    night(runtime)
    inspector.sign_in("ines")
    assert carried(inspector, *RECORD) == set()
    order_id, result = issue(inspector, visit_id, "A")
    assert result["status"] == "applied"
    assert carried(inspector, "visit", "order") == {visit_id, order_id}
    assert carried(inspector, "answer") == {f"{visit_id}.A", f"{visit_id}.B"}
    staff = device_of("stan")
    assert carried(staff, "order", "photo") == {order_id, *photos}
    night(runtime)
    assert carried(inspector, "visit", "photo") == {visit_id, *photos}


def test_a_new_photo_for_a_refused_one_brings_a_discarded_visit_back(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    device = device_of("ines")
    visit_id = start(device)
    old = attach(device, "visit", visit_id, "A")
    device.do("visit.discard", visit_id=visit_id)
    perform(runtime, "photo.refuse", photo_id=old, reason="no-picture")
    pass_days(clock, 31)
    night(runtime)
    new = attach(device.sign_in("ines"), "visit", visit_id, "A", replaces=old)
    pass_days(clock, 62)
    night(runtime)
    assert carried(device.sign_in("ines"), "photo") == {new}
    arrive(runtime, new)
    pass_days(clock, 93)
    night(runtime)
    assert carried(device.sign_in("ines"), "photo") == set()


def test_nothing_leads_out_of_a_settled_state_but_being_voided() -> None:
    """Whoever adds a way out of one must bring the order back to the phones, as voiding does."""
    ways = {(state, action) for state, action in TRANSITIONS if action != "void"}
    assert not {state for state, _ in ways} & {"closed", "withdrawn", "escalated", "voided"}


def test_read_notices_leave_and_unread_ones_stay(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    staff = device_of("stan")
    delivered_order(runtime, device_of("ines"), "A")
    read = carried(staff, "notice")
    staff.do("notice.read", notice_ids=list(read))
    delivered_order(runtime, device_of("ines"), "A")
    pass_days(clock, 30.1)
    assert night(runtime)["notice.age_out"] == 1
    left = carried(staff.sign_in("stan"), "notice")
    assert len(left) == 1
    assert not left & read


def test_quotas_of_a_period_long_past_leave_and_still_count(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    pass_days(clock, (31 - 6) + 92)
    for period in ("2026-05", "2026-08"):
        perform(
            runtime, "population.set", unit_id="door-team", kind="services", period=period, size=9
        )
    may, august = "team_self.door-team.2026-05", "team_self.door-team.2026-08"
    night(runtime)
    # The night has opened what the running year asks for.
    year = "hq_unit.door-team.2026"
    assert carried(device_of("tess"), "quota") == {may, august, year}
    pass_days(clock, (31 - 6) + 92 + 31)
    night(runtime)
    late = device_of("tess")
    assert may not in carried(late, "quota")
    assert august in carried(late, "quota")
    self_check_of_may(late, clock)
    with runtime.reading() as session:
        assert session.get_one(Quota, may).done == 1
    assert may not in carried(late, "quota")


def self_check_of_may(device: Device, clock: SetClock) -> None:
    """Made on the company's first day on a phone that finds a signal only now."""
    visit_id = new_id()
    place = {"site_id": "door", "template_id": "short", "level": "team", "form": "self"}
    given = {"visit_id": visit_id, "result": "pass"}
    sent = device.push(
        device.mutation("visit.start", visit_id=visit_id, **place),
        device.mutation("visit.answer", item_code="A", **given),
        device.mutation("visit.answer", item_code="B", **given),
        device.mutation("visit.close", visit_id=visit_id, photo_ids=[]),
        sent_at=clock.instant.isoformat(),
    )
    assert [result["status"] for result in sent["results"]] == ["applied"] * 4, sent


def test_who_may_see_a_photo_may_do_so_after_it_left_the_phones() -> None:
    photo = Photo(id=new_id(), org=ORG, owner_id="ines", unit_id="hall-team", is_shared=True)
    photo.is_carried = False
    assert PHOTO_FEED.scopes(photo) == []
    assert photo_readers(photo) == ["user:ines", "unit:hall-team/orders"]
