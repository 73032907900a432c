"""Planning: reads about tasks that no device carries: who could, who has too much, what is done."""

from collections import defaultdict
from datetime import date

from flask import Blueprint
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.calendar import is_published
from server.core.clock import local_day
from server.core.endpoint import asked_of, current_actor, endpoint
from server.core.problems import InvalidRequest, NotAllowed, NotFound, SignedOut
from server.core.runtime import runtime
from server.organisation.queries import find_site, find_user
from server.planning.models.tasks import Task
from server.planning.queries.assigning import Wanted, list_able, list_proposals, people_of
from server.planning.queries.progress import count_progress, list_open, list_settled
from server.planning.rules.recurrence import RuleEmpty, RuleUnfit
from server.planning.rules.schedules import (
    ONE_DAY,
    Recurrence,
    ScheduleStart,
    check_recurrence,
    next_occurrences,
)
from server.planning.schemas.progress import (
    CandidateQuery,
    Loads,
    PersonLoad,
    Preview,
    PreviewDay,
    PreviewQuery,
    Progress,
    ProgressLine,
    ProgressQuery,
    ProposalRow,
    Proposals,
    SettledQuery,
    SettledTask,
    SettledTasks,
)

routes = Blueprint("planning_tasks", __name__, url_prefix="/api")
REFUSALS = (SignedOut, NotAllowed, InvalidRequest)
MOST = 1000


@endpoint(
    routes,
    "GET",
    "/tasks/candidates",
    guard="plan.read",
    summary="Who could make a check, the best first, with the reasons",
    returns=Proposals,
    problems=(*REFUSALS, NotFound),
)
def list_candidates() -> Proposals:
    actor, asked = current_actor(), asked_of(CandidateQuery)
    with runtime().reading() as session:
        site = find_site(session, actor.org, asked.site_id)
        if site is None or not actor.may("plan.read", site.unit_id):
            raise NotFound
        wanted = Wanted(asked.level, asked.form, site.unit_id, site.branch_id, asked.due_on)
        people = people_of(session, actor.org)
        found = list_proposals(session, actor.org, wanted)
        own = [its for its in found if actor.may("plan.read", people[its.user_id].unit_id)]
    return Proposals(proposals=[ProposalRow.model_validate(its) for its in own])


@endpoint(
    routes,
    "GET",
    "/tasks/loads",
    guard="task.assign",
    summary="Who has how many open tasks, and which of them he can no longer do",
    returns=Loads,
    problems=REFUSALS,
)
def list_loads() -> Loads:
    actor, today = current_actor(), local_day(runtime().clock.now())
    tasks: defaultdict[str, list[Task]] = defaultdict(list)
    with runtime().reading() as session:
        for task in list_open(session, actor):
            tasks[task.assignee_id].append(task)
        loads = [_load(session, actor, user_id, its, today) for user_id, its in tasks.items()]
    return Loads(people=sorted(loads, key=lambda its: (-its.open, its.name)))


@endpoint(
    routes,
    "GET",
    "/tasks/settled",
    guard="plan.read",
    summary="Tasks that were done or called off within some days, newest first",
    returns=SettledTasks,
    problems=REFUSALS,
)
def list_settled_tasks() -> SettledTasks:
    asked = asked_of(SettledQuery)
    with runtime().reading() as session:
        found = list_settled(session, current_actor(), (asked.begin, asked.until), MOST + 1)
        rows = [SettledTask.model_validate(task) for task in found[:MOST]]
    return SettledTasks(tasks=rows, has_more=len(found) > MOST)


@endpoint(
    routes,
    "GET",
    "/tasks/progress",
    guard="plan.read",
    summary="How far plans, schedules and campaigns have come, by branch (计划完成率)",
    returns=Progress,
    problems=REFUSALS,
)
def count_task_progress() -> Progress:
    asked, today = asked_of(ProgressQuery), local_day(runtime().clock.now())
    with runtime().reading() as session:
        found = count_progress(session, current_actor(), asked.sources, today)
    return Progress(lines=[ProgressLine(**its._asdict()) for its in found])


@endpoint(
    routes,
    "GET",
    "/schedules/preview",
    guard="task.assign",
    summary="The next days of a recurrence rule, before anything is kept",
    returns=Preview,
    problems=(*REFUSALS, RuleUnfit, RuleEmpty, ScheduleStart),
)
def preview_schedule() -> Preview:
    asked, today = asked_of(PreviewQuery), local_day(runtime().clock.now())
    its = Recurrence(asked.rule, asked.starts_on, frozenset(asked.without), asked.on_rest)
    check_recurrence(its, today)
    days = [
        PreviewDay(day=one.day, due_on=one.due_on, is_provisional=not is_published(one.due_on))
        for one in next_occurrences(its, asked.starts_on - ONE_DAY)
    ]
    return Preview(days=days)


def _load(
    session: Session, actor: Actor, user_id: str, tasks: list[Task], today: date
) -> PersonLoad:
    user = find_user(session, actor.org, user_id)
    unit = people_of(session, actor.org)[user_id].unit_name
    stranded = [
        task.id
        for task in tasks
        if user_id not in list_able(session, actor.org, task.level, task.unit_id)
    ]
    return PersonLoad(
        user_id=user_id,
        name=user.name if user else "",
        unit_name=unit,
        is_active=bool(user and user.is_active),
        open=len(tasks),
        overdue=sum(task.due_on < today for task in tasks),
        stranded_ids=stranded,
    )
