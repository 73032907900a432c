"""Demo: draws (抽样), one in each state: drawn, drawn and partly settled, and begun and left."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from server.core.actor import Actor
from server.core.clock import local_day
from server.demo.filler import Filler
from server.demo.ids import demo_id, unit_id

STEP = timedelta(minutes=4)
BEFORE = timedelta(hours=2)
BARE: dict[str, Any] = {
    **{"unit_ids": [], "by": [], "share": "proportional", "minimum": 0, "count": None},
    **{"ppm": None, "reserve_ppm": 200_000, "size_by": None, "visited_days": 0, "drawn_days": 0},
}
UNREACHED = "当日两次、次日一次致电，均无人接听"


def fill_draws(filler: Filler, people: Mapping[str, Actor], now: datetime) -> None:
    month = f"{local_day(now):%Y-%m}"
    services: dict[str, Any] = BARE | {"source": "services", "periods": [month], "by": ["kind"]}
    services |= {"method": "simple", "ppm": 30_000, "minimum": 3}
    sites: dict[str, Any] = BARE | {
        "source": "sites",
        "periods": [],
        "method": "simple",
        "count": 4,
    }
    start, clerk = now - BEFORE, people["clerk01"]
    calls = _draw(filler, clerk, start, ("本月服务 3% 抽样回访", services))
    _draw(filler, people["grouphead"], start + STEP, ("网点随机督查", sites))
    _begin(filler, clerk, start + 2 * STEP, ("本月服务 5% 抽样", services | {"ppm": 50_000}))
    at = start + 5 * STEP
    for position in range(3):
        place = {"draw_id": calls, "stratum": 0, "position": position}
        filler.run("draw.check", {**place, "note": "用户满意"}, clerk, at)
    place = {"draw_id": calls, "stratum": 0, "position": 3}
    filler.run("draw.replace", {**place, "reason": "no_answer", "note": UNREACHED}, clerk, at)


def _draw(filler: Filler, actor: Actor, at: datetime, what: tuple[str, dict[str, Any]]) -> str:
    """All three steps."""
    draw_id = _begin(filler, actor, at, what)
    filler.run("draw.freeze", {"draw_id": draw_id}, actor, at + STEP)
    filler.run("draw.make", {"draw_id": draw_id}, actor, at + 2 * STEP)
    return draw_id


def _begin(filler: Filler, actor: Actor, at: datetime, what: tuple[str, dict[str, Any]]) -> str:
    title, plan = what
    draw_id = demo_id("draw", title)
    args = {"draw_id": draw_id, "unit_id": unit_id("HQ"), "title": title, "plan": plan}
    filler.run("draw.begin", args, actor, at)
    return draw_id
