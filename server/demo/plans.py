"""Demo: an annual programme, some months' plans, a schedule and a campaign."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from server.core.actor import Actor, system_actor
from server.core.clock import local_day
from server.demo.filler import Filler
from server.demo.ids import ORG, demo_id, site_id, template_id, unit_id, user_id

GOALS = "以服务质量和安全告知为重点，营业厅每月抽查，重点事项全部督查到位。"
# None of them is asked for by the stories of the demo.
HALLS = ("S07", "S08", "S09")
OWN_HALLS = {"B01": "S02", "B02": "S05", "B03": "S06"}
EARLIER = timedelta(days=3)


def fill_plans(filler: Filler, people: Mapping[str, Actor], now: datetime) -> None:
    """望溪 is approved, 石篷 waits for approval, 青樾 was returned; the others sent none."""
    start, month = now - EARLIER, f"{local_day(now):%Y-%m}"
    year = _draft(filler, people, start, ("B01", "annual", month[:4]), [_line("B01", times=24)])
    _judge(filler, people, start, year, "approve")
    for branch in ("B01", "B02", "B03"):
        _draft(filler, people, start, (branch, "monthly", month), [_line(branch, times=2)])
    _judge(filler, people, start, _id("B01", "monthly", month), "approve")
    _judge(filler, people, start, _id("B03", "monthly", month), "return", reason="请写明每厅次数")
    _schedule(filler, people["grouphead"], now)
    _campaign(filler, people["grouphead"], now)


def _id(branch: str, kind: str, period: str) -> str:
    return demo_id("plan", branch, kind, period)


def _draft(
    filler: Filler,
    people: Mapping[str, Actor],
    at: datetime,
    what: tuple[str, str, str],
    lines: list[dict[str, Any]],
) -> str:
    branch, kind, period = what
    writer, plan_id = people[f"branch{branch[1:]}"], _id(*what)
    place = {"unit_id": unit_id(branch), "kind": kind, "period": period}
    filler.run("plan.draft", {"plan_id": plan_id, **place}, writer, at)
    args = {"plan_id": plan_id, "goals": GOALS, "lines": lines}
    filler.run("plan.edit", args, writer, at)
    filler.run("plan.submit", {"plan_id": plan_id}, writer, at)
    return plan_id


def _judge(
    filler: Filler,
    people: Mapping[str, Actor],
    at: datetime,
    plan_id: str,
    verdict: str,
    **more: str,
) -> None:
    args = {"plan_id": plan_id, **more}
    filler.run(f"plan.{verdict}", args, people["grouphead"], at + timedelta(hours=2))


def _line(key: str, times: int) -> dict[str, Any]:
    return {
        "line_id": demo_id("plan line", key),
        "site_ids": [site_id(OWN_HALLS[key])],
        "template_id": template_id("TPL-WINDOW"),
        "level": "company",
        "form": "spot",
        "times": times,
        "source": "branch_spot",
    }


def _schedule(filler: Filler, head: Actor, now: datetime) -> None:
    args = {
        "schedule_id": demo_id("schedule", 1),
        "unit_id": unit_id("HQ"),
        "title": "营业厅月度巡查",
        "rule": "FREQ=MONTHLY;BYDAY=1MO",
        "starts_on": local_day(now),
        "on_rest": "later",
        "lead_days": 7,
        "site_ids": [site_id(code) for code in HALLS[:2]],
        "template_id": template_id("TPL-WINDOW"),
        "level": "hq",
        "form": "spot",
    }
    filler.run("schedule.add", args, head, now)
    made = {"schedule_id": args["schedule_id"]}
    filler.run("schedule.make", made, system_actor(ORG), now)


def _campaign(filler: Filler, head: Actor, now: datetime) -> None:
    args = {
        "campaign_id": demo_id("campaign", 1),
        "unit_id": unit_id("HQ"),
        "title": "营商环境政府测评",
        "kind": "appraisal",
        "starts_on": local_day(now),
        "ends_on": local_day(now + timedelta(days=20)),
        "responsible": head.name,
        "template_id": template_id("TPL-WINDOW"),
        "level": "hq",
        "form": "key",
        "sites": [
            {"site_id": site_id(code), "assignee_id": user_id("inspector02")} for code in HALLS
        ],
    }
    filler.run("campaign.open", args, head, now)
