"""Planning writes: tasks (检查任务)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pydantic import Field
from sqlalchemy.orm import Session

from server.catalogue.commands.matter_cover import check_concerns, cover_matter, uncover_matter
from server.catalogue.queries.checklists import get_template
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, command
from server.core.events import emit
from server.core.problems import NotAllowed
from server.core.words import Form, Level, TaskKind
from server.organisation.queries import get_site
from server.organisation.rules import check_site_open
from server.planning.commands.making import make_task, place_of
from server.planning.events import TaskAssigned, TaskSettledLate
from server.planning.models.tasks import Task
from server.planning.queries.assigning import list_able, people_of
from server.planning.queries.tasks import get_task, list_open_tasks_after
from server.planning.rules.tasks import (
    AssigneeUnfit,
    TaskNotYours,
    check_assignee,
    check_level,
    check_open,
    outcome_of,
)


class AssignTask(Command):
    task_id: NewId
    site_id: str
    template_id: str
    level: Level
    form: Form
    assignee_id: str
    due_on: date
    note: str = Field("", max_length=500)
    matter_id: str | None = None


class AcknowledgeTask(Command):
    task_id: str


class CancelTask(Command):
    task_id: str
    reason: str = Field(min_length=1, max_length=500)


@command("task.assign", grant="task.assign", stale="append")
def assign_task(command: AssignTask, actor: Actor, at: Moment, session: Session) -> None:
    site = get_site(session, actor.org, command.site_id)
    if not actor.may("task.assign", site.unit_id):
        raise NotAllowed
    check_site_open(site.is_closed)
    check_concerns(session, actor.org, command.matter_id, site.unit_id)
    check_level(command.level, get_template(session, actor.org, command.template_id).levels)
    check_assignee(command.assignee_id, list_able(session, actor.org, command.level, site.unit_id))
    check_own(session, actor, command.assignee_id)
    fields = command.model_dump(exclude={"task_id", "site_id", "due_on"})
    make_task(
        session,
        actor.org,
        at.received_on,
        place_of(site),
        command.due_on,
        id=command.task_id,
        **fields,
    )
    emit(
        session,
        TaskAssigned(command.task_id, command.assignee_id, site.name, command.due_on.isoformat()),
    )


@command("task.cancel", grant="task.assign", stale="reject")
def cancel_task(command: CancelTask, actor: Actor, at: Moment, session: Session) -> None:
    task = get_task(session, actor.org, command.task_id)
    check_open(task.state)
    cancel(task, command.reason, at.received_on)


@command("task.acknowledge", grant="visit.record", stale="append")
def acknowledge_task(command: AcknowledgeTask, actor: Actor, at: Moment, session: Session) -> None:
    """已知悉, once; of a task that was settled or handed over meanwhile nothing is refused late."""
    task = get_task(session, actor.org, command.task_id)
    if task.assignee_id != actor.user_id and actor.user_id not in task.former_ids:
        raise TaskNotYours
    if task.assignee_id == actor.user_id and task.acknowledged_at is None:
        task.acknowledged_at = at.received


def check_own(session: Session, actor: Actor, user_id: str) -> None:
    """A branch gives tasks to its own people, the group to everybody."""
    person = people_of(session, actor.org).get(user_id)
    if person is None or not actor.may("task.assign", person.unit_id):
        raise AssigneeUnfit(user_id=user_id)


def cancel(task: Task, reason: str, on: date) -> None:
    task.state, task.note = "cancelled", reason
    _end(task, on)


@dataclass(frozen=True)
class CalledOff:
    """In which company something is not to be done any more, why, and since when."""

    org: str
    reason: str
    on: date


@dataclass(frozen=True)
class FollowUp:
    """A check that an order asks for after it was closed: a look-back or a re-inspection."""

    task_id: str
    kind: TaskKind
    site_id: str
    template_id: str
    assignee_id: str
    due_on: date
    order_id: str
    order_number: str
    item_codes: list[str]


def ask_follow_up(session: Session, org: str, asked: FollowUp, on: date) -> None:
    """A key check by the group (重点督查): it fills no sample quota (AMB-03)."""
    site = get_site(session, org, asked.site_id)
    apart = {"task_id", "site_id", "due_on"}
    fields = {name: value for name, value in vars(asked).items() if name not in apart}
    fields |= {"id": asked.task_id, "level": "hq", "form": "key"}
    make_task(session, org, on, place_of(site), asked.due_on, **fields)
    due_on = asked.due_on.isoformat()
    emit(session, TaskAssigned(asked.task_id, asked.assignee_id, site.name, due_on, asked.kind))


def cancel_tasks_after(
    session: Session, order_id: str, kinds: Collection[str], why: CalledOff
) -> None:
    """What was to be looked at again is no longer asked for."""
    for task in list_open_tasks_after(session, why.org, order_id):
        if task.kind in kinds:
            cancel(task, why.reason, why.on)


def reopen_task(session: Session, org: str, task_id: str | None, visit_id: str) -> None:
    """The visit that settled it does not count: it is to be done again, by its day."""
    if task_id is None:
        return
    task = get_task(session, org, task_id)
    uncover_matter(session, org, task.matter_id, visit_id)
    if task.visit_id == visit_id:
        task.state, task.visit_id = "open", None
        task.outcome, task.done_by_name, task.settled_on = "", "", None
        task.remind_on = task.due_on


def settle_task(
    session: Session, actor: Actor, task_id: str | None, visit_id: str, on: date
) -> None:
    """A closed visit settles the task that it was made for, if that is still open.

    So does that of somebody from whom it was taken meanwhile, and it counts as late; what comes
    for a settled task is kept beside it. `on`: the day of the visit.
    """
    if task_id is None:
        return
    task = get_task(session, actor.org, task_id)
    is_former = actor.user_id in task.former_ids
    if task.assignee_id != actor.user_id and not is_former:
        return
    cover_matter(session, actor.org, task.matter_id, visit_id)
    if task.state != "open":
        task.other_visit_ids = [*task.other_visit_ids, visit_id]
        return
    task.state, task.visit_id, task.done_by_name = "done", visit_id, actor.name
    task.outcome = outcome_of(task.due_on, on, is_former)
    _end(task, on)
    if is_former:
        due_on = task.due_on.isoformat()
        emit(
            session,
            TaskSettledLate(task.id, task.assignee_id, task.site_name, due_on, actor.name),
        )


def _end(task: Task, on: date) -> None:
    task.settled_on, task.remind_on = on, None
    task.swap_to_id = task.swap_task_id = None
