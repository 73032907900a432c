"""Draws: a month of services of the company's teams, and the steps from plan to picks."""

from datetime import date
from typing import Any

from sqlalchemy import insert

from server.core.runtime import Runtime
from server.planning.models.populations import ServiceRecord
from tests.builders.company import ORG
from tests.builders.device import Device, Json

PERIOD = "2026-04"
KINDS = ("安检", "维修", "装表")


def serve(runtime: Runtime, count: int, unit: str = "hall-team", *, begin: int = 0) -> None:
    """So many services in April; a third of each kind, in two districts."""
    rows = [
        {
            "org": ORG,
            "unit_id": unit,
            "period": PERIOD,
            "kind": KINDS[number % 3],
            "district": "东区" if number % 5 else "西区",
            "served_on": date(2026, 4, number % 30 + 1),
            "reference": f"{unit}-{number:06d}",
            "import_id": "i",
        }
        for number in range(begin, begin + count)
    ]
    with runtime.bookkeeping() as session:
        session.connection().execute(insert(ServiceRecord), rows)


def plan(**changes: Any) -> Json:
    """Ten services of April, by kind."""
    return {
        "source": "services",
        "method": "simple",
        "periods": [PERIOD],
        "unit_ids": [],
        "by": ["kind"],
        "share": "proportional",
        "minimum": 0,
        "count": 10,
        "ppm": None,
        "reserve_ppm": 0,
        "size_by": None,
        "visited_days": 0,
        "drawn_days": 0,
        **changes,
    }


def site_plan(**changes: Any) -> Json:
    return plan(**{"source": "sites", "periods": [], "by": [], "count": 1, **changes})


def begin(device: Device, draw_id: str = "d1", unit: str = "hq", **changes: Any) -> Json:
    """The first step; what is not of the plan goes beside it."""
    beside = {key: changes.pop(key) for key in ("redraw_of", "reason") if key in changes}
    its = changes.pop("plan", None) or plan(**changes)
    args = {"draw_id": draw_id, "unit_id": unit, "title": "四月抽样", "plan": its, **beside}
    return device.do("draw.begin", **args)


def freeze(device: Device, draw_id: str = "d1") -> Json:
    return device.do("draw.freeze", draw_id=draw_id)


def make(device: Device, draw_id: str = "d1") -> Json:
    return device.do("draw.make", draw_id=draw_id)


def drawn(device: Device, draw_id: str = "d1", **changes: Any) -> Json:
    """All three steps; the draw as the office reads it."""
    for step in (lambda: begin(device, draw_id, **changes), lambda: freeze(device, draw_id)):
        result = step()
        assert result["status"] == "applied", result
    result = make(device, draw_id)
    assert result["status"] == "applied", result
    return detail(device, draw_id)


def detail(device: Device, draw_id: str = "d1") -> Json:
    answer = device.http.get(f"/api/draws/{draw_id}")
    assert answer.status_code == 200, answer.text
    return answer.json  # type: ignore[return-value]


def picks(device: Device, draw_id: str = "d1") -> list[Json]:
    """All of them, page after page."""
    found: list[Json] = []
    offset: int | None = 0
    while offset is not None:
        page: Json = device.http.get(f"/api/draws/{draw_id}/picks?offset={offset}").get_json()
        found += page["picks"]
        offset = page["next"]
    return found


def proof(device: Device, draw_id: str = "d1") -> Json:
    answer = device.http.get(f"/api/draws/{draw_id}/proof")
    assert answer.status_code == 200, answer.text
    return answer.json  # type: ignore[return-value]


def wrong(report: Json) -> list[str]:
    """Names of the checks that say no."""
    return [its["check"] for its in report["checks"] if not its["is_right"]]
