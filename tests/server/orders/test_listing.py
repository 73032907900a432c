"""All orders that one may see: filtered, searched, page by page, counted; also the old ones."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import product

import pytest
from sqlalchemy import select

from server.core.actor import Actor
from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.orders import routes, rules
from server.orders.models import Matter, Order
from server.orders.queries.listing import OrderFilter, list_page
from tests.builders.company import ORG, actor, perform
from tests.builders.device import Device
from tests.builders.office import Office, an_office, names_of
from tests.conftest import DeviceOf

YOUNG = ["issued", "green", "new", "today", "late"]
OLD = ["old blue", "old green"]


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def office(runtime: Runtime, clock: SetClock, device_of: DeviceOf) -> Office:
    return an_office(runtime, clock, device_of)


def test_the_newest_come_first_and_old_ones_are_among_them(
    office: Office, device_of: DeviceOf
) -> None:
    reviewer = device_of("rita")
    assert names_of(office, reviewer) == YOUNG + OLD
    assert names_of(office, reviewer, "aged=true") == OLD
    reviewer.pull()
    assert set(reviewer.rows("order")) == {office.ids[name] for name in YOUNG}


def test_a_unit_finds_its_own_orders_from_their_delivery_on(
    office: Office, device_of: DeviceOf
) -> None:
    assert names_of(office, device_of("stan")) == ["today", "late", "old green"]
    assert names_of(office, device_of("sven")) == ["green", "new", "old blue"]


def test_an_inspector_sees_what_he_issued_before_it_is_delivered(
    office: Office, device_of: DeviceOf
) -> None:
    for login in ("ines", "ivan", "hugo"):
        assert "issued" in names_of(office, device_of(login))


FILTERS: tuple[tuple[str, list[str]], ...] = (
    ("stage=overdue", ["late"]),
    ("stage=today", ["today"]),
    ("stage=settled", ["green", *OLD]),
    ("stage=open", ["issued", "new", "today", "late"]),
    ("colour=blue", ["new", "today", "late", "old blue"]),
    ("colour=green&stage=closed", ["green", "old green"]),
    ("unit=north", ["issued", "today", "late", "old green"]),
    ("unit=south-team", ["green", "new", "old blue"]),
    ("unit=nowhere", []),
    ("issuer=ivan", ["green", "today", "old blue"]),
    ("item=B", ["new", "late"]),
    ("since=2026-07-07&until=2026-07-07", ["today"]),
    ("until=2026-05-06", OLD),
    ("until=2026-05-05", []),
)


def test_each_filter_finds_what_it_says(office: Office, device_of: DeviceOf) -> None:
    reviewer = device_of("rita")
    for query, names in FILTERS:
        assert names_of(office, reviewer, query) == names, query


TEXTS: tuple[tuple[str, list[str]], ...] = (
    ("蓝〔2026〕0001", ["old blue"]),
    ("蓝〔2026〕", ["new", "today", "late", "old blue"]),
    ("FAR", ["green", "new", "old blue"]),
    ("category", ["new", "today", "late", "old blue"]),
    ("far%20ines", ["new"]),
    ("%25", []),
    ("_", []),
)


def test_every_word_is_looked_for_in_number_site_unit_item_and_person(
    office: Office, device_of: DeviceOf
) -> None:
    reviewer = device_of("rita")
    for text, names in TEXTS:
        assert names_of(office, reviewer, f"text={text}") == names, text


def test_initials_find_a_place_with_a_chinese_name(
    runtime: Runtime, office: Office, device_of: DeviceOf
) -> None:
    """Also where a character has two readings: 长 is read as c or z."""
    site = {"kind": "window", "unit_id": "hall-team"}
    perform(runtime, "site.add", site_id="wx", code="wx", name="望溪中心营业厅", **site)
    perform(runtime, "site.add", site_id="cl", code="cl", name="长桥营业厅", **site)
    office.order("wangxi", "ines", "wx", "A")
    office.order("changqiao", "ines", "cl", "A")
    for text, name in (("wxzx", "wangxi"), ("cqyyt", "changqiao"), ("zqyyt", "changqiao")):
        assert names_of(office, device_of("rita"), f"text={text}") == [name], text


def test_pages_follow_each_other_without_a_gap_and_count_once(
    office: Office, device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "PAGE", 3)
    http, seen, counts, before = device_of("rita").http, list[str](), list[int | None](), ""
    while before is not None:
        answer = http.get("/api/orders", query_string={"before": before}).get_json()
        seen += [row["id"] for row in answer["orders"]]
        counts.append(answer["count"])
        before = answer["next"]
    assert seen == [office.ids[name] for name in YOUNG + OLD]
    assert counts == [7, None, None]


ODD = ("stage=lost", "before=yesterday", "before=2026-01-01T00:00:00 x", "since=x", "odd=1")


def test_what_cannot_be_understood_is_said(device_of: DeviceOf) -> None:
    reviewer = device_of("rita")
    for query in ODD:
        answer = reviewer.http.get(f"/api/orders?{query}")
        assert (answer.status_code, answer.get_json()["slug"]) == (422, "invalid-request"), query


def test_counts_are_those_of_a_recount(
    runtime: Runtime, office: Office, device_of: DeviceOf
) -> None:
    """For the group, both units and an inspector, each of whom sees others."""
    with runtime.reading() as session:
        orders = list(session.scalars(select(Order).where(Order.org == ORG)))
        matters = list(session.scalars(select(Matter)))
    for login in ("rita", "stan", "sven", "ines"):
        recount(actor(runtime, login), device_of(login), orders, matters)


def recount(
    person: Actor, device: Device, orders: Sequence[Order], matters: Sequence[Matter]
) -> None:
    seen = [order for order in orders if is_seen(order, person)]
    wanted = Counter((order.unit_id, order.colour, order.state) for order in seen)
    sent = {order.id for order in seen if order.state not in ("draft", "issued", "withdrawn")}
    items = Counter(its.item_code for its in matters if its.order_id in sent)
    answer = device.http.get("/api/orders/counts").get_json()
    assert wanted == {
        (row["unit_id"], row["colour"], row["state"]): row["count"] for row in answer["units"]
    }
    assert items == {row["item_code"]: row["count"] for row in answer["items"]}


def is_seen(order: Order, person: Actor) -> bool:
    if order.issuer_id == person.user_id:
        return True
    if order.state in ("draft", "issued", "withdrawn"):
        grants = ("order.review", "order.issue", "order.confirm")
        return any(person.may(grant, order.unit_id) for grant in grants)
    return person.may("order.read", order.unit_id)


def test_the_query_calls_overdue_what_the_rule_calls_overdue(
    runtime: Runtime, office: Office
) -> None:
    """Every state with every pair of limits, on the eve, at the end, and after it."""
    now = datetime(2026, 7, 10, 9, 0, tzinfo=UTC)
    ends = [None, *(datetime(2026, 7, day, 16, 0, tzinfo=UTC) for day in (8, 9, 10, 11))]
    with runtime.bookkeeping() as session:
        late = session.get_one(Order, office.ids["late"])
        for state, feedback, escalates in product(
            ("delivered", "acknowledged", "returned", "feedback", "closed"), ends, ends
        ):
            late.state, late.feedback_due_at, late.escalates_at = state, feedback, escalates
            session.flush()
            kind = rules.due_kind(state, rules.limit_of(state, feedback, escalates), now)
            for stage in ("overdue", "today"):
                wanted = OrderFilter(at=now, stage=stage)
                found = list_page(session, actor(runtime, "rita"), wanted, None, 20)
                assert (late in found) == (kind == stage), (state, feedback, escalates)


def test_an_old_order_is_shown_with_all_that_belongs_to_it(
    office: Office, device_of: DeviceOf
) -> None:
    """Who may see it, and nobody else: for him there is none."""
    path = f"/api/orders/{office.ids['old blue']}"
    detail = device_of("sven").http.get(path).get_json()
    assert detail["order"]["state"] == "closed"
    assert [its["item_code"] for its in detail["matters"]] == ["A"]
    assert [its["round"] for its in detail["feedbacks"]] == [1]
    assert [its["verdict"] for its in detail["reviews"]] == ["pass"]
    slots = sorted(photo["slot"] for photo in detail["photos"])
    matter = detail["matters"][0]["id"]
    assert slots == sorted(["A", "signature", "signature", matter])
    assert device_of("stan").http.get(path).status_code == 404
    assert device_of("rita").http.get("/api/orders/none").status_code == 404
