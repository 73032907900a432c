"""Planning writes: what a plan's lines ask for, and the tasks that come of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import Field
from sqlalchemy.orm import Session

from server.catalogue.queries.checklists import get_template
from server.core.command import NewId, Part
from server.core.words import Form, Level, PlanKind, PlanSource, SiteKind, Track
from server.organisation.queries import list_open_sites
from server.planning.commands.making import (
    Place,
    Work,
    get_assignee,
    make_task,
    place_of,
    task_key,
    tell_of_tasks,
)
from server.planning.commands.tasks import cancel
from server.planning.models.plans import Plan
from server.planning.models.tasks import Task
from server.planning.queries.plans import list_tasks_of_plan
from server.planning.rules import plans as rules
from server.planning.rules.tasks import check_level


class PlanLine(Part):
    """Which sites, or all of a kind; what kind of check; how often in the period; by whom."""

    line_id: NewId
    track: Track = "routine"
    site_ids: list[str] = Field(default=[], max_length=200)
    site_kind: SiteKind | None = None
    template_id: str
    level: Level
    form: Form
    times: int = Field(ge=1, le=rules.ANNUAL_MOST)
    assignee_id: str | None = None
    source: PlanSource = "other"
    note: str = Field("", max_length=200)


@dataclass(frozen=True)
class Wanted:
    """One check that a plan asks for."""

    task_id: str
    line: PlanLine
    site: Place
    due_on: date


def lines_of(plan: Plan) -> list[PlanLine]:
    return [PlanLine.model_validate(line) for line in plan.lines]


def check_lines(session: Session, plan: Plan, today: date) -> None:
    """Everything that would keep a plan from becoming tasks, by name and before it is sent."""
    lines = lines_of(plan)
    if not lines and (plan.kind == "monthly" or not plan.goals):
        raise rules.PlanEmpty
    if len({line.line_id for line in lines}) != len(lines):
        raise rules.PlanLineTwice
    kind: PlanKind = "monthly" if plan.kind == "monthly" else "annual"
    sites = open_sites(session, plan)
    for line in lines:
        rules.check_track(line.track, line.form)
        rules.check_times(kind, line.times)
        check_level(line.level, get_template(session, plan.org, line.template_id).levels)
        for site in sites_of(line, sites):
            get_assignee(session, plan.org, _work(line), site, plan.due_on)
    _check_size(plan, lines, sites)


def sites_of(line: PlanLine, sites: Sequence[Place]) -> list[Place]:
    """Of the open sites of a plan's unit; PlanLineSites where one of those named is closed or
    another unit's, or there is none."""
    chosen = [site for site in sites if site.id in line.site_ids or site.kind == line.site_kind]
    lacking = set(line.site_ids) - {site.id for site in chosen}
    if lacking or not chosen:
        raise rules.PlanLineSites(line_id=line.line_id, site_ids=sorted(lacking))
    return chosen


def make_plan_tasks(session: Session, plan: Plan, before: Plan | None, today: date) -> None:
    """Those of the version before stay where this one asks for them too; others are called off."""
    wanted = {one.task_id: one for one in _wanted(session, plan, today)}
    kept: set[str] = set()
    for task in list_tasks_of_plan(session, plan.org, before.id) if before else ():
        if task.id in wanted:
            kept.add(task.id)
            task.plan_id = plan.id
        elif task.state == "open":
            cancel(task, f"计划第 {plan.version} 版已不再安排", today)
    made = [_make(session, plan, one, today) for one in wanted.values() if one.task_id not in kept]
    tell_of_tasks(session, title_of(plan), made)


def title_of(plan: Plan) -> str:
    return f"{plan.unit_name} {plan.period}"


def _wanted(session: Session, plan: Plan, today: date) -> Iterator[Wanted]:
    span = rules.span_of("monthly", plan.period)
    first = max(span.first, today)
    sites = open_sites(session, plan)
    for line in lines_of(plan):
        days = rules.spread(first, span.last, line.times)
        for site in sites_of(line, sites):
            for number, due_on in enumerate(days):
                place = (plan.org, plan.unit_id, plan.period, line.line_id, site.id, number)
                yield Wanted(task_key(*place), line, site, due_on)


def _make(session: Session, plan: Plan, one: Wanted, today: date) -> Task:
    work = _work(one.line)
    return make_task(
        session,
        plan.org,
        today,
        one.site,
        one.due_on,
        id=one.task_id,
        template_id=work.template_id,
        level=work.level,
        form=work.form,
        assignee_id=get_assignee(session, plan.org, work, one.site, one.due_on),
        note=one.line.note,
        plan_id=plan.id,
        line_id=one.line.line_id,
    )


def _work(line: PlanLine) -> Work:
    return Work(line.template_id, line.level, line.form, line.assignee_id)


def _check_size(plan: Plan, lines: list[PlanLine], sites: Sequence[Place]) -> None:
    if plan.kind == "annual":
        return
    if sum(line.times * len(sites_of(line, sites)) for line in lines) > rules.MOST_TASKS:
        raise rules.PlanTooLarge


def open_sites(session: Session, plan: Plan) -> list[Place]:
    return [place_of(site) for site in list_open_sites(session, plan.org, plan.unit_id)]
