"""Pull: scopes, pages, moves between scopes, resets, results only at the end (PROTOCOL.md, I4)."""

from sqlalchemy import update

from server.core.replication import SyncClock
from server.core.runtime import Runtime
from server.organisation.models import RoleAssignment
from tests.builders.company import perform
from tests.builders.visits import (
    answer,
    arrive,
    attach,
    closed_visit,
    delivered_order,
    issue,
    start,
)
from tests.conftest import DeviceOf


def test_a_first_pull_brings_exactly_what_may_be_seen(device_of: DeviceOf) -> None:
    team_head = device_of("tess")
    team_head.pull()
    assert set(team_head.rows("site")) == {"door"}
    assert set(team_head.rows("template")) == {"short", "photo"}
    assert team_head.rows("order") == {}


def test_pages_of_two_give_the_same_base_as_one_large_page(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    inspector, small, large = device_of("ines"), device_of("ines"), device_of("ines")
    delivered_order(runtime, inspector, "A")
    pages = small.pull(limit=2)
    large.pull()
    assert len(pages) > 5
    assert small.base == large.base


def test_results_and_last_seq_come_only_with_the_last_page(device_of: DeviceOf) -> None:
    device = device_of("ines")
    start(device)
    pages = device.pull(limit=3)
    assert {page["last_seq"] for page in pages[:-1]} == {None}
    assert pages[-1]["last_seq"] == 1
    assert [result["seq"] for result in pages[-1]["results"]] == [1]


def test_scenario_05_a_row_touched_between_pages_comes_again_with_its_new_state(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    reader, writer = device_of("ines"), device_of("ines")
    visit_id = start(writer)
    answer(writer, visit_id, "A", "pass")
    reader.pull_page(limit=2)
    answer(writer, visit_id, "A", "fail")
    reader.pull()
    assert reader.rows("answer")[f"{visit_id}.A"]["result"] == "fail"


def test_an_idle_pull_brings_nothing(device_of: DeviceOf) -> None:
    device = device_of("ines")
    device.pull()
    assert device.pull()[0]["ops"] == []


def test_a_settled_task_leaves_the_phone(runtime: Runtime, device_of: DeviceOf) -> None:
    head, inspector = device_of("hugo"), device_of("ines")
    args = {"site_id": "hall", "template_id": "short", "level": "hq", "form": "spot"}
    head.do("task.assign", task_id="task-0001", assignee_id="ines", due_on="2026-05-07", **args)
    inspector.pull()
    assert set(inspector.rows("task")) == {"task-0001"}
    head.do("task.cancel", task_id="task-0001", reason="not needed")
    inspector.pull()
    assert inspector.rows("task") == {}


def test_scenario_09_an_order_moves_from_its_issuer_to_its_unit(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    inspector, staff, reviewer = device_of("ines"), device_of("stan"), device_of("rita")
    visit_id, photos = closed_visit(inspector, failing=("A",))
    order_id, _ = issue(inspector, visit_id, "A")
    for device in (staff, reviewer):
        device.pull()
    assert order_id not in staff.rows("order")
    assert reviewer.rows("order")[order_id]["state"] == "issued"
    arrive(runtime, *photos)
    staff.pull()
    reviewer.pull()
    assert staff.rows("order")[order_id]["state"] == "delivered"
    assert staff.scopes["order", order_id] == {"unit:hall-team/orders"}
    assert reviewer.scopes["order", order_id] == {"unit:hall-team/orders"}
    assert set(staff.rows("photo")) == set(photos)


def test_another_branch_sees_nothing_of_an_order(runtime: Runtime, device_of: DeviceOf) -> None:
    inspector, stranger = device_of("ines"), device_of("sven")
    delivered_order(runtime, inspector, "A")
    stranger.pull()
    for entity in ("order", "matter", "photo", "visit", "answer"):
        assert stranger.rows(entity) == {}


def test_scenario_10_rights_that_are_removed_drop_their_rows_and_come_back_when_granted_again(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    staff = device_of("stan")
    delivered_order(runtime, device_of("ines"), "A")
    staff.pull()
    full = dict(staff.base)
    _move_role(runtime, "stan.site_staff", "south-team")
    page = staff.pull()[0]
    assert ["drop", "unit:hall-team/orders"] in page["ops"]
    assert staff.rows("order") == {}
    _move_role(runtime, "stan.site_staff", "hall-team")
    staff.pull()
    assert staff.base == full


def test_a_cursor_of_another_epoch_starts_anew(runtime: Runtime, device_of: DeviceOf) -> None:
    device = device_of("ines")
    device.pull()
    before = dict(device.base)
    with runtime.bookkeeping() as session:
        session.execute(update(SyncClock).values(epoch="restored"))
    page = device.pull()[0]
    assert page["reset"] == "epoch"
    assert device.base == before


def test_a_cursor_that_is_none_of_ours_starts_anew(device_of: DeviceOf) -> None:
    device = device_of("ines")
    device.cursor = "nonsense"
    assert device.pull()[0]["reset"] == "view"


def test_a_deleted_row_leaves_the_phone(runtime: Runtime, device_of: DeviceOf) -> None:
    device, other = device_of("ines"), device_of("ines")
    visit_id = start(device)
    photo_id = attach(device, "visit", visit_id, "A")
    other.pull()
    assert photo_id in other.rows("photo")
    device.do("photo.detach", photo_id=photo_id)
    other.pull()
    assert photo_id not in other.rows("photo")


def test_a_closed_site_reaches_those_who_carry_it(runtime: Runtime, device_of: DeviceOf) -> None:
    device = device_of("ines")
    device.pull()
    perform(runtime, "site.close", site_id="hall", reason="flood")
    ops = device.pull()[0]["ops"]
    assert [op[:3] for op in ops] == [["put", "site", "hall"]]
    assert device.rows("site")["hall"]["is_closed"] is True


def _move_role(runtime: Runtime, assignment_id: str, unit_id: str) -> None:
    with runtime.bookkeeping() as session:
        session.execute(
            update(RoleAssignment).where(RoleAssignment.id == assignment_id).values(unit_id=unit_id)
        )
