"""Planning writes: tasks (检查任务)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pydantic import Field
from sqlalchemy.orm import Session

from server.catalogue.queries import get_template
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, command
from server.core.events import emit
from server.core.problems import NotAllowed
from server.core.words import Form, Level, TaskKind
from server.organisation.queries import get_site
from server.organisation.rules import check_site_open
from server.planning.events import TaskAssigned
from server.planning.models.tasks import Task
from server.planning.queries.tasks import get_task, list_open_tasks_after
from server.planning.rules.tasks import check_level, check_open


class AssignTask(Command):
    task_id: NewId
    site_id: str
    template_id: str
    level: Level
    form: Form
    assignee_id: str
    due_on: date
    note: str = Field("", max_length=500)


class CancelTask(Command):
    task_id: str
    reason: str = Field(min_length=1, max_length=500)


@command("task.assign", grant="task.assign", stale="append")
def assign_task(command: AssignTask, actor: Actor, at: Moment, session: Session) -> None:
    site = get_site(session, actor.org, command.site_id)
    if not actor.may("task.assign", site.unit_id):
        raise NotAllowed
    check_site_open(site.is_closed)
    check_level(command.level, get_template(session, actor.org, command.template_id).levels)
    fields = command.model_dump(exclude={"task_id"})
    session.add(
        Task(
            id=command.task_id,
            org=actor.org,
            site_name=site.name,
            unit_name=site.unit_name,
            **fields,
        )
    )
    emit(
        session,
        TaskAssigned(command.task_id, command.assignee_id, site.name, command.due_on.isoformat()),
    )


@command("task.cancel", grant="task.assign", stale="reject")
def cancel_task(command: CancelTask, actor: Actor, at: Moment, session: Session) -> None:
    task = get_task(session, actor.org, command.task_id)
    check_open(task.state)
    task.state, task.note = "cancelled", command.reason


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


def ask_follow_up(session: Session, org: str, asked: FollowUp) -> None:
    """A key check by the group (重点督查): it fills no sample quota (AMB-03)."""
    site = get_site(session, org, asked.site_id)
    fields = {name: value for name, value in vars(asked).items() if name != "task_id"}
    names = {"site_name": site.name, "unit_name": site.unit_name}
    session.add(Task(id=asked.task_id, org=org, level="hq", form="key", **names, **fields))
    due_on = asked.due_on.isoformat()
    emit(session, TaskAssigned(asked.task_id, asked.assignee_id, site.name, due_on, asked.kind))


def cancel_tasks_after(
    session: Session, org: str, order_id: str, kinds: Collection[str], reason: str
) -> None:
    """What was to be looked at again is no longer asked for."""
    for task in list_open_tasks_after(session, org, order_id):
        if task.kind in kinds:
            task.state, task.note = "cancelled", reason


def reopen_task(session: Session, org: str, task_id: str | None, visit_id: str) -> None:
    """The visit that settled it does not count: it is to be done again, by its day."""
    if task_id is None:
        return
    task = get_task(session, org, task_id)
    if task.visit_id == visit_id:
        task.state, task.visit_id = "open", None


def settle_task(session: Session, actor: Actor, task_id: str | None, visit_id: str) -> None:
    """A closed visit settles the task that it was made for, if that is still open."""
    if task_id is None:
        return
    task = get_task(session, actor.org, task_id)
    if task.state == "open" and task.assignee_id == actor.user_id:
        task.state, task.visit_id = "done", visit_id
