"""Planning writes: tasks that go from one person to another (移交、换班)."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.db import lock_rows
from server.core.events import emit
from server.core.problems import NotAllowed
from server.planning.commands.making import reminder_steps
from server.planning.commands.tasks import check_own
from server.planning.events import SwapAnswered, SwapOffered, TasksHandedOver
from server.planning.models.tasks import Task
from server.planning.queries.assigning import list_able, people_of
from server.planning.queries.tasks import get_task
from server.planning.rules import tasks as rules
from server.planning.rules.reminders import next_reminder


class HandOver(Command):
    task_ids: list[str] = Field(min_length=1, max_length=200)
    to_id: str
    reason: str = Field(min_length=1, max_length=500)


class OfferSwap(Command):
    task_id: str
    for_task_id: str


class AnswerSwap(Command):
    task_id: str
    is_agreed: bool


class DropSwap(Command):
    task_id: str


@command("task.hand_over", grant="task.assign", stale="append")
def hand_over(command: HandOver, actor: Actor, at: Moment, session: Session) -> None:
    """All of them, or none where one cannot go to him; whose they were is told once each."""
    lock_rows(session, Task, actor.org, sorted(command.task_ids))
    tasks = [get_task(session, actor.org, task_id) for task_id in dict.fromkeys(command.task_ids)]
    check_own(session, actor, command.to_id)
    givers: dict[str, list[Task]] = {}
    for task in tasks:
        if not actor.may("task.assign", task.unit_id):
            raise NotAllowed
        rules.check_open(task.state)
        rules.check_hand_over(task.assignee_id, command.to_id)
        _check_able(session, task, command.to_id)
        givers.setdefault(task.assignee_id, []).append(task)
    for giver, given in givers.items():
        for task in given:
            _pass_on(session, task, command.to_id, at)
            task.handed_by_name, task.handed_reason = actor.name, command.reason
        first = given[0]
        emit(
            session,
            TasksHandedOver(
                first.id, giver, command.to_id, first.site_name, len(given), command.reason
            ),
        )


@command("task.offer_swap", grant="visit.record", stale="append")
def offer_swap(command: OfferSwap, actor: Actor, at: Moment, session: Session) -> None:
    """One's own task for another's: both must be able to make both checks."""
    own, other = _locked_pair(session, actor.org, command.task_id, command.for_task_id)
    rules.check_swap(own.assignee_id, other.assignee_id, actor.user_id)
    _check_swappable(session, own, other)
    own.swap_to_id, own.swap_task_id = other.assignee_id, other.id
    emit(session, SwapOffered(own.id, other.assignee_id, own.site_name))


@command("task.answer_swap", grant="visit.record", stale="append")
def answer_swap(command: AnswerSwap, actor: Actor, at: Moment, session: Session) -> None:
    task = get_task(session, actor.org, command.task_id)
    if task.swap_to_id != actor.user_id or task.swap_task_id is None:
        raise rules.SwapGone
    asker = task.assignee_id
    if command.is_agreed:
        own, other = _locked_pair(session, actor.org, task.id, task.swap_task_id)
        if other.assignee_id != actor.user_id:
            raise rules.SwapGone
        _check_swappable(session, own, other)
        _pass_on(session, own, actor.user_id, at)
        _pass_on(session, other, asker, at)
    task.swap_to_id = task.swap_task_id = None
    emit(session, SwapAnswered(task.id, asker, task.site_name, command.is_agreed))


@command("task.drop_swap", grant="visit.record", stale="append")
def drop_swap(command: DropSwap, actor: Actor, at: Moment, session: Session) -> None:
    """Who has asked takes it back before it is answered."""
    task = get_task(session, actor.org, command.task_id)
    if task.assignee_id != actor.user_id:
        raise rules.TaskNotYours
    task.swap_to_id = task.swap_task_id = None


def _locked_pair(session: Session, org: str, one: str, other: str) -> tuple[Task, Task]:
    lock_rows(session, Task, org, sorted({one, other}))
    return get_task(session, org, one), get_task(session, org, other)


def _check_swappable(session: Session, own: Task, other: Task) -> None:
    for task, coming in ((own, other.assignee_id), (other, own.assignee_id)):
        rules.check_open(task.state)
        _check_able(session, task, coming)


def _check_able(session: Session, task: Task, user_id: str) -> None:
    rules.check_assignee(user_id, list_able(session, task.org, task.level, task.unit_id))


def _pass_on(session: Session, task: Task, to_id: str, at: Moment) -> None:
    """He has not seen it yet; what the one before sends from now on comes late."""
    task.former_ids = rules.former_after(task.former_ids, task.assignee_id, to_id)
    task.assignee_id, task.assignee_name = to_id, people_of(session, task.org)[to_id].name
    task.acknowledged_at = task.swap_to_id = task.swap_task_id = None
    steps = reminder_steps(session, task.org, at.received_on)
    task.remind_on = next_reminder(task.due_on, steps, at.received_on)
