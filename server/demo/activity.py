"""Demo: a first slice of activity: populations, self-checks, spot checks, orders, tasks."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from server.core.actor import Actor, system_actor
from server.core.clock import CHINA, local_day
from server.core.runtime import Runtime
from server.demo.bulletins import fill_bulletins
from server.demo.checks import Checker
from server.demo.company import TEAMS
from server.demo.draws import fill_draws
from server.demo.filler import Filler
from server.demo.ids import ORG, demo_id, site_id, template_id, user_id
from server.demo.matters import fill_matters
from server.demo.orders import OrderTeller
from server.demo.people import list_accounts
from server.demo.photos import Photographer
from server.demo.plans import fill_plans
from server.demo.populations import fill_populations
from server.demo.quotas import fill_quota_history, head_of, site_of
from server.demo.stories import SPOT_CHECKS, STORIES, TASKS
from server.demo.templates import list_templates, tour_template
from server.demo.year import list_year
from server.organisation.queries import get_user, load_actor

Progress = Callable[[str], None]
SELF_CHECK_GAP = timedelta(minutes=7)


def fill_activity(
    runtime: Runtime, filler: Filler, now: datetime, progress: Progress, *, is_brief: bool
) -> None:
    """`is_brief`: the stories alone, without the year around them."""
    templates = {its["code"]: its["items"] for its in (*list_templates(), tour_template())}
    photographer = Photographer(runtime, filler)
    checker = Checker(filler, photographer, templates)
    people = load_people(runtime)
    progress("用户数、服务次数与任务 / populations and tasks")
    filler.run("quota.open_year", {"year": local_day(now).year}, system_actor(ORG), now)
    filler.save()
    fill_populations(runtime, people["clerk01"])
    _fill_tasks(filler, people["grouphead"], now)
    progress("班组自查 / teams' self-checks")
    _fill_self_checks(checker, now)
    fill_quota_history(filler, checker, now)
    progress("分公司抽查 / branches' spot checks")
    for number, (login, site, template) in enumerate(SPOT_CHECKS):
        place = (site, template, "company", "spot")
        at = max(_month_start(now), now - timedelta(days=number % 5, hours=3))
        checker.check(f"spot/{number}", people[login], at, place=place)
    progress("总部督查与督查单 / headquarters' checks and orders")
    teller = OrderTeller(filler, photographer, checker, people)
    told = STORIES if is_brief else (*STORIES, *list_year())
    for story in sorted(told, key=lambda its: its.days_ago, reverse=True):
        teller.tell(story, now)
    progress("督查事项 / supervision matters")
    fill_matters(filler, people, now)
    progress("三色单公示 / bulletins")
    fill_bulletins(filler, people, now)
    progress("督查计划、定期安排与专项 / plans, schedules and campaigns")
    fill_plans(filler, people, now)
    progress("抽样 / draws")
    fill_draws(filler, people, now)


def load_people(runtime: Runtime) -> Mapping[str, Actor]:
    today = local_day(runtime.clock.now())
    with runtime.reading() as session:
        return {
            account.login: load_actor(session, get_user(session, user_id(account.login)), today)
            for account in list_accounts()
        }


def _fill_tasks(filler: Filler, head: Actor, now: datetime) -> None:
    for number, (login, site, template, days) in enumerate(TASKS):
        args = {
            "task_id": demo_id("task", number),
            "site_id": site_id(site),
            "template_id": template_id(template),
            "level": "hq",
            "form": "spot",
            "assignee_id": user_id(login),
            "due_on": local_day(now) + timedelta(days=days),
        }
        filler.run("task.assign", args, head, now - timedelta(hours=2))


def _fill_self_checks(checker: Checker, now: datetime) -> None:
    """Each team's checks of this month so far, in even steps up to now."""
    for team in TEAMS:
        start = _month_start(now)
        step = min(SELF_CHECK_GAP * 40, (now - start) / (team.self_checks + 1))
        for number in range(team.self_checks):
            at = start + step * (number + 1)
            place = (site_of(team.code), "TPL-SELF", "team", "self")
            key = f"self/{team.code}/{at:%Y-%m}/{number}"
            checker.check(key, head_of(team.code), at, place=place)


def _month_start(now: datetime) -> datetime:
    return datetime.combine(local_day(now).replace(day=1), time(), CHINA)
