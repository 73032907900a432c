"""An office with orders in many states, old and new, for lists, counts and exports."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from server.core.clock import SetClock
from server.core.runtime import Runtime
from tests.builders.company import perform
from tests.builders.device import Device
from tests.builders.visits import arrive, closed_visit, feed_back, issue, review

DeviceOf = Callable[[str], Device]


@dataclass
class Office:
    """Orders in many states, old and new, at three sites of two branches, by two inspectors."""

    runtime: Runtime
    clock: SetClock
    device_of: DeviceOf
    ids: dict[str, str] = field(default_factory=dict[str, str])

    def order(self, name: str, login: str, site: str, *items: str) -> list[str]:
        """Delivered, a minute after the one before; its matters' ids."""
        self.later(minutes=1)
        device = self.device_of(login)
        visit_id, photos = closed_visit(device, failing=items, site=site)
        order_id, result = issue(device, visit_id, *items)
        assert result["status"] == "applied", result
        arrive(self.runtime, *photos)
        self.ids[name] = order_id
        device.pull()
        rows = device.rows("matter").items()
        return [key for key, row in rows if row["order_id"] == order_id]

    def closed(self, name: str, login: str, site: str, *items: str) -> None:
        matters = self.order(name, login, site, *items)
        staff = self.device_of("sven" if site == "far" else "stan")
        assert staff.do("order.acknowledge", order_id=self.ids[name])["status"] == "applied"
        if items:
            feed_back(self.runtime, staff, self.ids[name], matters)
            review(self.device_of("rita"), self.ids[name], "pass")

    def later(self, **time: float) -> None:
        self.clock.instant += timedelta(**time)


def an_office(runtime: Runtime, clock: SetClock, device_of: DeviceOf) -> Office:
    """Seven orders from May to Friday 10 July; the first two have left the phones."""
    office = Office(runtime, clock, device_of)
    office.closed("old green", "ines", "hall")
    office.closed("old blue", "ivan", "far", "A")
    office.later(days=61)
    perform(runtime, "order.age_out", order_ids=[office.ids["old green"], office.ids["old blue"]])
    office.order("late", "ines", "hall", "B")
    office.later(days=1)
    office.order("today", "ivan", "hall", "A")
    office.later(days=3)
    office.order("new", "ines", "far", "B")
    office.closed("green", "ivan", "far")
    office.later(minutes=1)
    visit_id, _ = closed_visit(device_of("ines"), site="hall")
    office.ids["issued"], _ = issue(device_of("ines"), visit_id)
    return office


def names_of(office: Office, device: Device, query: str = "") -> list[str]:
    """The orders that the server finds for a person, by the names that they have here."""
    answer = device.http.get(f"/api/orders?{query}")
    assert answer.status_code == 200, answer.text
    names = {order_id: name for name, order_id in office.ids.items()}
    return [names[row["id"]] for row in answer.get_json()["orders"]]
