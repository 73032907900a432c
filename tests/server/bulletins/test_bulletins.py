"""The monthly bulletin: drafted, edited, approved by another, published, signed for, corrected."""

import json
from datetime import UTC, datetime

import pytest

from server.bulletins.jobs import draft_bulletins
from server.bulletins.schemas import BulletinRow, HighlightRow, LineRow
from server.core.clock import SetClock
from server.core.runtime import Runtime
from tests.builders.company import add_person, set_policy
from tests.builders.device import Device, Json
from tests.builders.visits import arrive, closed_visit, issue, new_id
from tests.conftest import DeviceOf

JUNE = datetime(2026, 5, 31, 16, 0, tzinfo=UTC)  # 1 June, 00:00 in China


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def desk(runtime: Runtime, device_of: DeviceOf) -> Device:
    """A clerk, who writes; Hugo approves; heads of both branches sign; a third party is about."""
    add_person(runtime, "cleo", "group_clerk", "group", "hq")
    add_person(runtime, "nora", "branch_head", "north", "north")
    add_person(runtime, "sara", "branch_head", "south", "south")
    add_person(runtime, "mia", "mystery_shopper", "hq", "hq")
    return device_of("cleo")


def green(runtime: Runtime, device: Device, highlights: str, site: str = "hall") -> str:
    visit_id, photos = closed_visit(device, site=site)
    order_id = new_id()
    result = device.do(
        "order.issue",
        order_id=order_id,
        visit_id=visit_id,
        colour="green",
        temporary_number="T-1",
        highlights=highlights,
        matters=[],
    )
    assert result["status"] == "applied", result
    arrive(runtime, *photos)
    return order_id


def move(clock: SetClock, instant: datetime, **devices: Device) -> None:
    """To another day, on which everybody signs in anew."""
    clock.instant = instant
    for login, device in devices.items():
        device.sign_in(login)


def sweep(runtime: Runtime) -> list[str]:
    return [period for _, period in draft_bulletins(runtime)]


def bulletin_of(device: Device, version: int = 1) -> Json:
    device.pull()
    (found,) = (row for row in device.rows("bulletin").values() if row["version"] == version)
    return found


def published(runtime: Runtime, clock: SetClock, device_of: DeviceOf) -> Json:
    """May's, approved by Hugo."""
    clock.instant = JUNE
    sweep(runtime)
    head = device_of("hugo")
    result = head.do("bulletin.approve", bulletin_id=bulletin_of(head)["id"])
    assert result["status"] == "applied", result
    return bulletin_of(head)


def receipts_of(device: Device) -> dict[str, Json]:
    device.pull()
    return {row["unit_id"]: row for row in device.rows("bulletin_receipt").values()}


def kinds(device: Device) -> list[str]:
    device.pull()
    found = [row["kind"] for row in device.rows("notice").values()]
    return sorted(kind for kind in found if kind.startswith("bulletin"))


@pytest.mark.clause("Q1-4.4a")
def test_a_month_is_counted_by_branch_and_colour(
    runtime: Runtime, clock: SetClock, device_of: DeviceOf, desk: Device
) -> None:
    """By delivery in China's month: what comes in its last second counts, the next one does not."""
    inspector = device_of("ines")
    closed = green(runtime, inspector, "")
    device_of("stan").do("order.acknowledge", order_id=closed)
    visit_id, photos = closed_visit(inspector, failing=("A",))
    issue(inspector, visit_id, "A")
    clock.instant = datetime(2026, 5, 31, 15, 59, 59, tzinfo=UTC)
    arrive(runtime, *photos)
    move(clock, JUNE, ines=inspector, cleo=desk)
    green(runtime, inspector, "", site="far")
    assert sweep(runtime) == ["2026-05"]
    bulletin = bulletin_of(desk)
    north, south = sorted(bulletin["lines"], key=lambda line: line["unit_id"])
    counts = {"green": 1, "blue": 1, "orange": 0, "closed": 1, "closing_rate": 50}
    assert north == {"unit_id": "north", "unit_name": "north", **counts}
    nothing = dict.fromkeys(counts, 0) | {"closing_rate": None}
    assert south == {"unit_id": "south", "unit_name": "south", **nothing}


def test_each_month_is_drafted_once_and_none_is_lost_while_the_server_is_down(
    runtime: Runtime, clock: SetClock, desk: Device
) -> None:
    clock.instant = datetime(2026, 5, 31, 15, 59, 59, tzinfo=UTC)
    assert sweep(runtime) == ["2026-04"]
    clock.instant = JUNE
    assert [sweep(runtime), sweep(runtime)] == [["2026-05"], []]
    clock.instant = datetime(2027, 1, 20, tzinfo=UTC)
    assert sweep(runtime) == [f"2026-{month:02d}" for month in range(6, 13)]
    assert sweep(runtime) == []


def test_a_company_may_draft_on_the_fifth(runtime: Runtime, clock: SetClock, desk: Device) -> None:
    set_policy(runtime, "bulletin.draft_day", 5, JUNE.date())
    sweep(runtime)
    clock.instant = datetime(2026, 6, 4, 15, 59, tzinfo=UTC)
    assert sweep(runtime) == []
    clock.instant = datetime(2026, 6, 4, 16, 0, tzinfo=UTC)
    assert sweep(runtime) == ["2026-05"]


def test_a_draft_is_the_offices_alone_and_what_is_published_is_everybodys(
    runtime: Runtime, clock: SetClock, device_of: DeviceOf, desk: Device
) -> None:
    move(clock, JUNE, cleo=desk)
    sweep(runtime)
    readers = [device_of(login) for login in ("stan", "ines", "bram", "adam", "nora")]
    outsider = device_of("mia")
    for device in (*readers, outsider):
        device.pull()
        assert device.rows("bulletin") == {}
    head = device_of("hugo")
    assert kinds(head) == kinds(desk) == ["bulletin_drafted"]
    head.do("bulletin.approve", bulletin_id=bulletin_of(head)["id"])
    for device in readers:
        assert bulletin_of(device)["state"] == "published"
        assert device.rows("bulletin_desk") == {}
    outsider.pull()
    assert outsider.rows("bulletin") == {}


@pytest.mark.clause("Q1-4.2(1)b")
def test_highlights_of_green_orders_are_published_without_persons(
    runtime: Runtime, clock: SetClock, device_of: DeviceOf, desk: Device
) -> None:
    """What names anybody is held back, and the desk is told how many that were."""
    inspector = device_of("ines")
    green(runtime, inspector, "主动为老年客户全程帮办")
    for personal in (
        "感谢王女士配合",
        "Stan 服务热情",
        "回电 000-0000-0001",
        "3栋 2单元整改快",
    ):
        green(runtime, inspector, personal)
    bulletin = published(runtime, clock, device_of)
    told = [{"unit_name": "north", "text": "主动为老年客户全程帮办"}]
    assert bulletin["highlights"] == told
    move(clock, JUNE, cleo=desk)
    desk.pull()
    assert desk.rows("bulletin_desk")[bulletin["id"]]["held_back"] == 4


def test_nothing_personal_is_in_any_field_of_a_bulletin(
    runtime: Runtime, clock: SetClock, device_of: DeviceOf, desk: Device
) -> None:
    """Walks every field of the public row: only those of the allow-list, and none holds anything
    that a person, a site, an order, a visit or a photo of the month is known by.
    """
    assert set(BulletinRow.model_fields) == {
        *("id", "period", "version", "state", "counted_at", "lines", "highlights", "remark"),
        *("published_at", "withdrawn_at", "withdrawn_reason"),
    }
    colours = {"green", "blue", "orange"}
    assert set(LineRow.model_fields) == {"unit_id", "unit_name", "closed", "closing_rate", *colours}
    assert set(HighlightRow.model_fields) == {"unit_name", "text"}
    inspector = device_of("ines")
    green(runtime, inspector, "Ines 与 Stan 配合好，电话 000-0000-0001")
    visit_id, photos = closed_visit(inspector, failing=("A",))
    issue(inspector, visit_id, "A")
    arrive(runtime, *photos)
    bulletin = published(runtime, clock, device_of)
    reader = device_of("bram")
    move(clock, JUNE, ines=inspector)
    text = json.dumps(bulletin_of(reader), ensure_ascii=False)
    inspector.pull()
    orders, found = inspector.rows("order").values(), inspector.rows("photo")
    traces = {
        *("ines", "stan", "hugo", "cleo", "Ines", "Stan", "Hugo", "Cleo", "0000-0001", "Mend it"),
        *("something is wrong", "T-1", *found),
        *(str(order[name]) for order in orders for name in ("id", "number", "site_id", "visit_id")),
    }
    assert len(traces) > 12
    assert [
        trace
        for trace in sorted(traces)
        if f'"{trace}"' in text or (len(trace) > 4 and trace in text)
    ] == []
    assert reader.rows("bulletin_receipt") == reader.rows("bulletin_desk") == {}
    assert bulletin["state"] == "published"


def test_a_remark_may_not_name_anybody(runtime: Runtime, clock: SetClock, desk: Device) -> None:
    move(clock, JUNE, cleo=desk)
    sweep(runtime)
    bulletin_id = bulletin_of(desk)["id"]
    result = desk.do("bulletin.edit", bulletin_id=bulletin_id, remark="表扬 Stan")
    assert (result["code"], result["details"]) == ("bulletin-personal", {"found": ["Stan"]})
    assert bulletin_of(desk)["remark"] == ""
    result = desk.do("bulletin.edit", bulletin_id=bulletin_id, remark="总体平稳，5月共2张")
    assert result["status"] == "applied"
    assert bulletin_of(desk)["remark"] == "总体平稳，5月共2张"


def test_who_wrote_in_it_does_not_approve_it(
    runtime: Runtime, clock: SetClock, device_of: DeviceOf, desk: Device
) -> None:
    add_person(runtime, "cora", "committee", "hq", "hq")
    move(clock, JUNE, cleo=desk)
    head, other = device_of("hugo"), device_of("cora")
    sweep(runtime)
    bulletin_id = bulletin_of(head)["id"]
    assert desk.do("bulletin.approve", bulletin_id=bulletin_id)["code"] == "not-allowed"
    head.do("bulletin.edit", bulletin_id=bulletin_id, remark="总体平稳")
    assert head.do("bulletin.approve", bulletin_id=bulletin_id)["code"] == "bulletin-own-work"
    assert bulletin_of(head)["state"] == "draft"
    assert other.do("bulletin.approve", bulletin_id=bulletin_id)["status"] == "applied"
    assert head.do("bulletin.edit", bulletin_id=bulletin_id, remark="x")["code"] == "bulletin-state"
    desk.pull()
    row = desk.rows("bulletin_desk")[bulletin_id]
    assert (row["editor_names"], row["approver_name"]) == (["Hugo"], "Cora")


def test_each_unit_signs_for_itself_and_the_desk_sees_who_has_not(
    runtime: Runtime, clock: SetClock, device_of: DeviceOf, desk: Device
) -> None:
    move(clock, JUNE, cleo=desk)
    north, south = device_of("nora"), device_of("sara")
    published(runtime, clock, device_of)
    assert kinds(north) == kinds(south) == ["bulletin_published"]
    assert set(receipts_of(north)) == {"north"}
    assert set(receipts_of(desk)) == {"north", "south"}
    receipt = receipts_of(north)["north"]["id"]
    assert south.do("bulletin.acknowledge", receipt_id=receipt)["code"] == "not-allowed"
    assert north.do("bulletin.acknowledge", receipt_id=receipt)["status"] == "applied"
    signed = {unit: row["acknowledged_by"] for unit, row in receipts_of(desk).items()}
    assert signed == {"north": "Nora", "south": ""}
    at = receipts_of(desk)["north"]["acknowledged_at"]
    move(clock, datetime(2026, 6, 2, tzinfo=UTC), nora=north, cleo=desk)
    north.do("bulletin.acknowledge", receipt_id=receipt)
    assert receipts_of(desk)["north"]["acknowledged_at"] == at


def test_a_wrong_one_is_withdrawn_with_a_reason_and_a_corrected_version_follows(
    runtime: Runtime, clock: SetClock, device_of: DeviceOf, desk: Device
) -> None:
    move(clock, JUNE, cleo=desk)
    sweep(runtime)
    desk.do("bulletin.edit", bulletin_id=bulletin_of(desk)["id"], remark="总体平稳")
    wrong = published(runtime, clock, device_of)
    head, north = device_of("hugo"), device_of("nora")
    assert head.do("bulletin.withdraw", bulletin_id=wrong["id"], reason="Stan 填错了")["code"] == (
        "bulletin-personal"
    )
    result = head.do("bulletin.withdraw", bulletin_id=wrong["id"], reason="统计口径有误")
    assert result["status"] == "applied"
    assert kinds(north) == ["bulletin_published", "bulletin_withdrawn"]
    old = bulletin_of(north)
    assert (old["state"], old["withdrawn_reason"]) == ("withdrawn", "统计口径有误")
    again = bulletin_of(head, version=2)
    assert (again["state"], again["remark"], again["period"]) == ("draft", "总体平稳", "2026-05")
    assert (
        desk.do("bulletin.withdraw", bulletin_id=wrong["id"], reason="x")["code"] == "not-allowed"
    )
    assert head.do("bulletin.withdraw", bulletin_id=wrong["id"], reason="x")["code"] == (
        "bulletin-state"
    )
    head.do("bulletin.approve", bulletin_id=again["id"])
    north.pull()
    states = {row["version"]: row["state"] for row in north.rows("bulletin").values()}
    assert states == {1: "withdrawn", 2: "published"}
    assert sweep(runtime) == []


def test_only_the_system_drafts(device_of: DeviceOf, desk: Device) -> None:
    for device in (desk, device_of("hugo")):
        assert device.do("bulletin.draft", period="2026-05")["code"] == "not-allowed"
    for name, args in (
        ("bulletin.edit", {"bulletin_id": "none", "remark": ""}),
        ("bulletin.approve", {"bulletin_id": "none"}),
    ):
        assert device_of("hugo").do(name, **args)["code"] == "bulletin-unknown"
        assert device_of("stan").do(name, **args)["code"] == "not-allowed"
    assert device_of("nora").do("bulletin.acknowledge", receipt_id="x")["code"] == (
        "bulletin-unknown"
    )
