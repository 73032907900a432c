"""Demo: the bulletins of the last two months, published, and signed for by most units."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from server.bulletins.commands import bulletin_id, receipt_id
from server.bulletins.rules import month_before
from server.core.actor import Actor, system_actor
from server.core.calendar import end_of_day
from server.core.clock import local_day
from server.demo.filler import Filler
from server.demo.ids import ORG, unit_id

REMARK = "各单位按期反馈情况总体平稳，请对照高频问题条目开展自查。"
# Months before this one, and the branches whose heads have signed: the last one lacks some.
BULLETINS = (
    (2, ("B01", "B02", "B03", "B04", "B05")),
    (1, ("B01", "B03", "B05")),
)
MORNING = timedelta(hours=9)
LATER = timedelta(hours=2)


def fill_bulletins(filler: Filler, people: Mapping[str, Actor], now: datetime) -> None:
    """Drafted on the 1st by the system, edited by a clerk, approved by the head of the group."""
    for months_ago, signed in BULLETINS:
        first = local_day(now).replace(day=1)
        for _ in range(months_ago - 1):
            first = (first - timedelta(days=1)).replace(day=1)
        period = month_before(f"{first:%Y-%m}")
        at = min(end_of_day(first - timedelta(days=1)) + MORNING, now - 3 * LATER)
        key = bulletin_id(ORG, period, 1)
        filler.run("bulletin.draft", {"period": period}, system_actor(ORG), at)
        args = {"bulletin_id": key, "remark": REMARK}
        filler.run("bulletin.edit", args, people["clerk01"], at + LATER)
        filler.run("bulletin.approve", {"bulletin_id": key}, people["grouphead"], at + 2 * LATER)
        for branch in signed:
            args = {"receipt_id": receipt_id(key, unit_id(branch))}
            head = people[f"head{branch[1:]}"]
            filler.run("bulletin.acknowledge", args, head, at + 3 * LATER)
