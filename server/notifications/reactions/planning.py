"""Notifications: what tasks, swaps and plans tell, and whom."""

from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.db import remember
from server.core.events import reacts_to
from server.notifications.commands.telling import Message
from server.organisation.queries import get_top_unit, list_user_ids_with
from server.planning.events import (
    PlanApproved,
    PlanFact,
    PlanOpened,
    PlanReturned,
    PlanSubmitted,
    SwapAnswered,
    SwapOffered,
    TaskDue,
    TaskFact,
    TaskOverdue,
    TaskSettledLate,
    TasksGiven,
    TasksHandedOver,
)


@reacts_to(TasksGiven)
def tell_of_new_tasks(fact: TasksGiven, actor: Actor, at: Moment, session: Session) -> None:
    params = {"site": fact.title, "count": fact.count, "due_on": fact.first_due_on}
    Message("tasks_given", "task", fact.task_id, params).send(session, actor, at, [fact.user_id])


@reacts_to(TaskDue)
def remind_assignee(fact: TaskDue, actor: Actor, at: Moment, session: Session) -> None:
    _about_task("task_due", fact).send(session, actor, at, [fact.assignee_id])


@reacts_to(TaskOverdue)
def tell_of_overdue(fact: TaskOverdue, actor: Actor, at: Moment, session: Session) -> None:
    """One day later it goes up: to who gives tasks in that unit (W1-9(2)b)."""
    heads = _holders(session, actor.org, "task.assign", fact.unit_id)
    _about_task("task_overdue", fact).send(session, actor, at, [fact.assignee_id, *heads])


@reacts_to(TaskSettledLate)
def tell_of_late_result(fact: TaskSettledLate, actor: Actor, at: Moment, session: Session) -> None:
    """Who has it now need not go there any more."""
    params = {"site": fact.site_name}
    message = Message("task_settled_late", "task", fact.task_id, params)
    message.send(session, actor, at, [fact.assignee_id])


@reacts_to(TasksHandedOver)
def tell_both_sides(fact: TasksHandedOver, actor: Actor, at: Moment, session: Session) -> None:
    params = {"site": fact.site_name, "count": fact.count, "reason": fact.reason}
    for kind, user_id in (("handed_over", fact.to_id), ("taken_away", fact.from_id)):
        Message(f"tasks_{kind}", "task", fact.task_id, params).send(session, actor, at, [user_id])


@reacts_to(SwapOffered, SwapAnswered)
def tell_of_swap(
    fact: SwapOffered | SwapAnswered, actor: Actor, at: Moment, session: Session
) -> None:
    kind = "offered"
    if isinstance(fact, SwapAnswered):
        kind = "agreed" if fact.is_agreed else "refused"
    message = Message(f"swap_{kind}", "task", fact.task_id, {"site": fact.site_name})
    message.send(session, actor, at, [fact.user_id])


@reacts_to(PlanOpened)
def tell_writers(fact: PlanOpened, actor: Actor, at: Moment, session: Session) -> None:
    """The unit's own people; the group, which may write for all, hears of its own plan alone."""
    top = get_top_unit(session, actor.org).id
    writers = _holders(session, actor.org, "plan.draft", fact.unit_id)
    group = [] if fact.unit_id == top else _holders(session, actor.org, "plan.draft", top)
    own = [user_id for user_id in writers if user_id not in group]
    _about_plan("plan_opened", fact, due_on=fact.due_on).send(session, actor, at, own)


@reacts_to(PlanSubmitted)
def tell_approvers(fact: PlanSubmitted, actor: Actor, at: Moment, session: Session) -> None:
    approvers = _holders(session, actor.org, "plan.approve", fact.unit_id)
    may = [user_id for user_id in approvers if user_id not in fact.writer_ids]
    _about_plan("plan_submitted", fact).send(session, actor, at, may)


@reacts_to(PlanApproved, PlanReturned)
def tell_writers_of_verdict(
    fact: PlanApproved | PlanReturned, actor: Actor, at: Moment, session: Session
) -> None:
    if isinstance(fact, PlanReturned):
        message = _about_plan("plan_returned", fact, reason=fact.reason)
    else:
        message = _about_plan("plan_approved", fact)
    message.send(session, actor, at, fact.writer_ids)


def _holders(session: Session, org: str, grant: str, unit_id: str) -> list[str]:
    key = ("readers", org, grant, unit_id)
    return remember(session, key, lambda: list_user_ids_with(session, org, grant, unit_id))


def _about_task(kind: str, fact: TaskFact) -> Message:
    params = {"site": fact.site_name, "due_on": fact.due_on}
    return Message(kind, "task", fact.task_id, params)


def _about_plan(kind: str, fact: PlanFact, **more: str) -> Message:
    return Message(kind, "plan", fact.plan_id, {"site": fact.title, **more})
