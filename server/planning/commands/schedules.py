"""Planning writes: recurring schedules (定期安排)."""

from datetime import date, timedelta

from pydantic import Field
from sqlalchemy.orm import Session

from server.catalogue.queries.checklists import get_template
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, command
from server.core.problems import NotAllowed
from server.core.words import Form, Level, RestChoice
from server.organisation.queries import find_site, get_unit, list_unit_ids_below
from server.planning.commands.making import (
    Place,
    Work,
    find_assignee,
    get_assignee,
    make_task,
    place_of,
    task_key,
    tell_of_tasks,
)
from server.planning.commands.tasks import cancel
from server.planning.models.schedules import Schedule
from server.planning.models.tasks import Task
from server.planning.queries.assigning import list_able
from server.planning.queries.schedules import get_schedule, list_open_tasks_of_schedule
from server.planning.rules import schedules as rules
from server.planning.rules.plans import PlanLineSites
from server.planning.rules.recurrence import LONGEST
from server.planning.rules.schedules import Occurrence, Recurrence
from server.planning.rules.tasks import check_level

ONE_DAY = timedelta(days=1)


class AddSchedule(Command):
    schedule_id: NewId
    unit_id: str
    title: str = Field(min_length=1, max_length=120)
    rule: str = Field(min_length=1, max_length=LONGEST)
    starts_on: date
    without: list[date] = Field(default=[], max_length=100)
    on_rest: RestChoice = "later"
    lead_days: int = Field(7, ge=0, le=60)
    site_ids: list[str] = Field(min_length=1, max_length=200)
    template_id: str
    level: Level
    form: Form
    assignee_id: str | None = None


class SkipDay(Command):
    schedule_id: str
    day: date


class EndSchedule(Command):
    schedule_id: str
    reason: str = Field(min_length=1, max_length=500)


class MakeScheduled(Command):
    schedule_id: str


@command("schedule.add", grant="task.assign", stale="append")
def add_schedule(command: AddSchedule, actor: Actor, at: Moment, session: Session) -> None:
    unit = get_unit(session, command.unit_id)
    if unit.org != actor.org or not actor.may("task.assign", unit.id):
        raise NotAllowed
    fields = command.model_dump(exclude={"schedule_id", "without", "site_ids"})
    schedule = Schedule(
        id=command.schedule_id,
        org=actor.org,
        unit_name=unit.name,
        without=sorted(day.isoformat() for day in command.without),
        site_ids=list(dict.fromkeys(command.site_ids)),
        owner_id=actor.user_id,
        state="active",
        made_until=command.starts_on - ONE_DAY,
        **fields,
    )
    rules.check_recurrence(recurrence_of(schedule), at.received_on)
    check_level(schedule.level, get_template(session, actor.org, schedule.template_id).levels)
    sites = _open_sites(session, schedule)
    if len(sites) < len(schedule.site_ids):
        raise PlanLineSites
    for site in sites:
        get_assignee(session, actor.org, _work(schedule), site, schedule.starts_on)
    _look_ahead(schedule)
    session.add(schedule)


@command("schedule.skip_day", grant="task.assign", stale="append")
def skip_day(command: SkipDay, actor: Actor, at: Moment, session: Session) -> None:
    """EXDATE: what was made for that day is called off."""
    schedule = _own_schedule(session, actor, command.schedule_id)
    rules.check_day(recurrence_of(schedule), command.day)
    schedule.without = sorted({*schedule.without, command.day.isoformat()})
    for task in list_open_tasks_of_schedule(session, actor.org, schedule.id):
        if task.id == _task_id(schedule, command.day, task.site_id):
            cancel(task, "该日已从定期安排中排除", at.received_on)
    _look_ahead(schedule)


@command("schedule.end", grant="task.assign", stale="reject")
def end_schedule(command: EndSchedule, actor: Actor, at: Moment, session: Session) -> None:
    """No more of it; what was made and is due later than today is called off."""
    schedule = _own_schedule(session, actor, command.schedule_id)
    schedule.state, schedule.make_on, schedule.next_due_on = "ended", None, None
    for task in list_open_tasks_of_schedule(session, actor.org, schedule.id):
        if task.due_on > at.received_on:
            cancel(task, command.reason, at.received_on)


@command("schedule.make", grant="system", stale="append")
def make_scheduled(command: MakeScheduled, actor: Actor, at: Moment, session: Session) -> None:
    """All that is due up to its lead from today, also from days on which nobody swept; once."""
    schedule = get_schedule(session, actor.org, command.schedule_id)
    if schedule.state != "active":
        return
    upto = at.received_on + timedelta(days=schedule.lead_days)
    if upto <= schedule.made_until:
        return
    sites = _open_sites(session, schedule)
    found = rules.occurrences(recurrence_of(schedule), schedule.made_until, upto)
    made = [_make(session, schedule, site, its, at) for its in found for site in sites]
    schedule.made_until = upto
    _look_ahead(schedule)
    tell_of_tasks(session, schedule.title, made)


def recurrence_of(schedule: Schedule) -> Recurrence:
    without = frozenset(date.fromisoformat(day) for day in schedule.without)
    # The column holds one of the choices.
    on_rest: RestChoice = schedule.on_rest  # pyright: ignore[reportAssignmentType]
    return Recurrence(schedule.rule, schedule.starts_on, without, on_rest)


def _look_ahead(schedule: Schedule) -> None:
    """When the sweep has to come by again; never, once there is no day left."""
    found = rules.next_occurrence(recurrence_of(schedule), schedule.made_until)
    if found is None:
        schedule.state, schedule.next_due_on, schedule.make_on = "ended", None, None
        return
    schedule.next_due_on = found.due_on
    schedule.make_on = found.due_on - timedelta(days=schedule.lead_days)


def _make(session: Session, schedule: Schedule, site: Place, its: Occurrence, at: Moment) -> Task:
    return make_task(
        session,
        schedule.org,
        at.received_on,
        site,
        its.due_on,
        id=_task_id(schedule, its.day, site.id),
        template_id=schedule.template_id,
        level=schedule.level,
        form=schedule.form,
        assignee_id=_assignee_now(session, schedule, site, its.due_on),
        note=schedule.title,
        schedule_id=schedule.id,
    )


def _assignee_now(session: Session, schedule: Schedule, site: Place, due_on: date) -> str:
    """Who is named may have left since: then another; where nobody is, who set it up sees to it."""
    able = list_able(session, schedule.org, schedule.level, site.unit_id)
    named = schedule.assignee_id if schedule.assignee_id in able else None
    work = Work(schedule.template_id, schedule.level, schedule.form, named)
    return find_assignee(session, schedule.org, work, site, due_on) or schedule.owner_id


def _task_id(schedule: Schedule, day: date, site_id: str) -> str:
    return task_key(schedule.id, day, site_id)


def _work(schedule: Schedule) -> Work:
    return Work(schedule.template_id, schedule.level, schedule.form, schedule.assignee_id)


def _open_sites(session: Session, schedule: Schedule) -> list[Place]:
    """Those of its unit that still take checks."""
    below = set(list_unit_ids_below(session, schedule.org, schedule.unit_id))
    found = (find_site(session, schedule.org, site_id) for site_id in schedule.site_ids)
    return [
        place_of(site) for site in found if site and not site.is_closed and site.unit_id in below
    ]


def _own_schedule(session: Session, actor: Actor, schedule_id: str) -> Schedule:
    schedule = get_schedule(session, actor.org, schedule_id)
    if not actor.may("task.assign", schedule.unit_id):
        raise NotAllowed
    rules.check_state(schedule.state)
    return schedule
