"""Who may issue: the head, members whom he lets, his deputy; everybody else proposes (AMB-20)."""

from datetime import timedelta

import pytest

from server.core.clock import SetClock, local_day
from server.core.runtime import Runtime
from server.orders.jobs import escalate_overdue, issue_drafts
from tests.builders.company import NOW, add_person, set_policy
from tests.builders.device import Device, Json
from tests.builders.nights import pass_days
from tests.builders.visits import arrive, closed_visit, delivered_order, issue
from tests.conftest import DeviceOf

TODAY = local_day(NOW)


@pytest.fixture
def head(device_of: DeviceOf) -> Device:
    return device_of("hugo")


@pytest.fixture
def olga(runtime: Runtime, device_of: DeviceOf) -> Device:
    """A member of the group to whom nothing is lent."""
    add_person(runtime, "olga", "inspector", "group", "hq")
    return device_of("olga")


def order_of(device: Device, order_id: str) -> Json:
    device.pull()
    return device.rows("order")[order_id]


def kinds(device: Device) -> list[str]:
    device.pull()
    return [row["kind"] for row in device.rows("notice").values()]


def give(head: Device, member: str, kind: str = "issue", **changes: object) -> Json:
    period = {"starts_on": TODAY.isoformat(), "ends_on": (TODAY + timedelta(days=9)).isoformat()}
    args = {"delegation_id": f"{kind}-{member}", "user_id": member, "kind": kind, "unit_id": "hq"}
    return head.do("delegation.give", **{**args, **period, **changes})


def drafted(runtime: Runtime, clock: SetClock, ines: Device) -> tuple[str, list[Json]]:
    """A blue order that was late, and the orange drafts that ivan sees of it."""
    blue, _ = delivered_order(runtime, ines, "A")
    pass_days(clock, 4)
    list(escalate_overdue(runtime))
    ines.pull()
    return blue, [row for row in ines.rows("order").values() if row["colour"] == "orange"]


@pytest.mark.clause("Q1-4.1")
@pytest.mark.parametrize(
    ("failing", "number"), [((), "绿〔2026〕0001"), (("A",), "蓝〔2026〕0001")]
)
def test_what_a_member_proposes_the_head_issues(
    runtime: Runtime, head: Device, olga: Device, failing: tuple[str, ...], number: str
) -> None:
    visit_id, photos = closed_visit(olga, failing=failing)
    order_id, result = issue(olga, visit_id, *failing)
    assert result["status"] == "applied", result
    arrive(runtime, *photos)
    row = order_of(head, order_id)
    assert (row["state"], row["number"], row["cause"]) == ("draft", None, None)
    assert row["proposer_name"] == "Olga"
    assert "order_proposed" in kinds(head)
    assert olga.do("order.confirm", order_id=order_id)["code"] == "not-allowed"
    assert head.do("order.dismiss", order_id=order_id, reason="不发")["code"] == "order-state"
    assert head.do("order.confirm", order_id=order_id)["status"] == "applied"
    row = order_of(head, order_id)
    assert (row["state"], row["number"], row["issuer_name"]) == ("delivered", number, "Hugo")


def test_a_proposal_that_is_signed_before_the_photos_came_waits_for_them(
    runtime: Runtime, head: Device, olga: Device
) -> None:
    visit_id, photos = closed_visit(olga, failing=("A",))
    order_id, _ = issue(olga, visit_id, "A")
    head.do("order.confirm", order_id=order_id)
    assert order_of(head, order_id)["state"] == "issued"
    arrive(runtime, *photos)
    assert order_of(head, order_id)["state"] == "delivered"


def test_the_head_lends_for_a_period_and_takes_back(
    runtime: Runtime, clock: SetClock, head: Device, olga: Device
) -> None:
    assert give(head, "olga", starts_on=(TODAY + timedelta(days=1)).isoformat())["code"] is None

    def state() -> str:
        visit_id, _ = closed_visit(olga)
        return order_of(olga, issue(olga, visit_id)[0])["state"]

    assert state() == "draft", "not yet"
    pass_days(clock, 1)
    assert state() == "issued"
    assert "delegation_given" in kinds(olga)
    assert olga.rows("delegation")["issue-olga"]["giver_name"] == "Hugo"
    pass_days(clock, 9)
    assert state() == "issued", "the last day counts"
    head.do("delegation.revoke", delegation_id="issue-olga")
    assert state() == "draft"
    again = head.do("delegation.revoke", delegation_id="issue-olga")
    assert again["code"] == "delegation-revoked"
    give(head, "olga", delegation_id="second", ends_on=(TODAY + timedelta(days=9)).isoformat())
    assert state() == "issued"
    pass_days(clock, 10)
    assert state() == "draft", "it has ended"


def test_nothing_is_lent_to_strangers_to_oneself_or_for_the_past(
    runtime: Runtime, head: Device, olga: Device
) -> None:
    assert give(head, "stan")["code"] == "delegate-not-member"
    assert give(head, "hugo")["code"] == "delegate-not-member"
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert give(head, "olga", starts_on=yesterday, ends_on=yesterday)["code"] == "delegation-period"
    assert give(olga, "ines")["code"] == "not-allowed"
    unknown = head.do("delegation.revoke", delegation_id="nothing")
    assert unknown["code"] == "delegation-unknown"


def test_the_members_are_those_of_the_group(head: Device, olga: Device) -> None:
    answer = head.http.get("/api/delegations/members")
    assert [its["name"] for its in answer.get_json()["members"]] == ["Ines", "Ivan", "Olga"]
    assert olga.http.get("/api/delegations/members").status_code == 403


@pytest.mark.clause("Q1-4.2(3)a")
def test_the_deputy_confirms_orange_while_he_stands_in(
    runtime: Runtime, clock: SetClock, head: Device, olga: Device, device_of: DeviceOf
) -> None:
    give(head, "olga", "deputy")
    _, (draft,) = drafted(runtime, clock, device_of("ines"))
    assert "orange_drafted" in kinds(olga)
    assert device_of("ivan").do("order.confirm", order_id=draft["id"])["code"] == "not-allowed"
    assert olga.do("order.confirm", order_id=draft["id"])["status"] == "applied"
    assert order_of(head, draft["id"])["issuer_name"] == "Olga"


@pytest.mark.clause("Q1-4.2(3)a")
def test_the_system_issues_orange_where_a_policy_says_so(
    runtime: Runtime, clock: SetClock, head: Device, device_of: DeviceOf
) -> None:
    set_policy(runtime, "order.auto_issue", 1, TODAY + timedelta(days=4))
    blue, (draft,) = drafted(runtime, clock, device_of("ines"))
    assert list(issue_drafts(runtime)) == [("testco", 1)]
    assert list(issue_drafts(runtime)) == []
    row = order_of(head, draft["id"])
    assert (row["state"], row["issuer_id"], row["issuer_name"]) == ("delivered", "system", "系统")
    assert order_of(head, blue)["state"] == "escalated"
    acknowledged = device_of("stan").do("order.acknowledge", order_id=draft["id"])
    assert acknowledged["status"] == "applied", "nobody is told who is no person"


def test_a_draft_of_before_the_policy_is_left_to_the_head(
    runtime: Runtime, clock: SetClock, head: Device, device_of: DeviceOf
) -> None:
    set_policy(runtime, "order.auto_issue", 1, TODAY + timedelta(days=5))
    _, (draft,) = drafted(runtime, clock, device_of("ines"))
    pass_days(clock, 6)
    assert list(issue_drafts(runtime)) == []
    assert order_of(head, draft["id"])["state"] == "draft"


def test_a_proposal_is_never_issued_by_the_system(runtime: Runtime, olga: Device) -> None:
    set_policy(runtime, "order.auto_issue", 1, TODAY)
    visit_id, photos = closed_visit(olga, failing=("A",))
    issue(olga, visit_id, "A")
    arrive(runtime, *photos)
    assert list(issue_drafts(runtime)) == []


def test_after_an_order_that_was_withdrawn_its_check_has_another(
    runtime: Runtime, head: Device, device_of: DeviceOf
) -> None:
    ines = device_of("ines")
    visit_id, _ = closed_visit(ines, failing=("A",))
    first, _ = issue(ines, visit_id, "A")
    assert issue(ines, visit_id, "A")[1]["code"] == "order-exists"
    head.do("order.withdraw", order_id=first, reason="措辞有误")
    second, result = issue(ines, visit_id, "A")
    assert result["status"] == "applied", result
    assert order_of(ines, second)["state"] == "issued"
