"""Notifications: which fact becomes whose message."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from server.bulletins.events import (
    BulletinDrafted,
    BulletinFact,
    BulletinPublished,
    BulletinWithdrawn,
)
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.db import remember
from server.core.events import reacts_to
from server.notifications.models import Notice
from server.orders.events import (
    FeedbackSubmitted,
    OrangeDrafted,
    OrangeFailed,
    OrderAcknowledged,
    OrderClosed,
    OrderDelivered,
    OrderEscalated,
    OrderFact,
    OrderReturned,
)
from server.organisation.events import SiteWasClosed
from server.organisation.queries import get_top_unit, list_user_ids_with
from server.planning.events import TaskAssigned
from server.planning.queries import list_open_tasks_at


@reacts_to(TaskAssigned)
def tell_assignee(fact: TaskAssigned, actor: Actor, at: Moment, session: Session) -> None:
    params = {"site": fact.site_name, "due_on": fact.due_on}
    message = Message("task_assigned", "task", fact.task_id, params)
    message.send(session, actor, at, [fact.assignee_id])


@reacts_to(OrderDelivered, OrderReturned)
def tell_unit(fact: OrderFact, actor: Actor, at: Moment, session: Session) -> None:
    """Who must answer for the unit hears of a new or returned order."""
    kind = "order_delivered" if isinstance(fact, OrderDelivered) else "order_returned"
    readers = _readers(session, actor.org, "order.respond", fact.unit_id)
    _about_order(kind, fact).send(session, actor, at, readers)


@reacts_to(OrderAcknowledged)
def tell_issuer(fact: OrderFact, actor: Actor, at: Moment, session: Session) -> None:
    _about_order("order_acknowledged", fact).send(session, actor, at, [fact.issuer_id])


@reacts_to(OrderDelivered)
def copy_to_leaders(fact: OrderFact, actor: Actor, at: Moment, session: Session) -> None:
    """副本: the leaders in charge of the unit see each order that asks for something."""
    if fact.colour != "green":
        leaders = _readers(session, actor.org, "order.watch", fact.unit_id)
        _about_order("order_copied", fact).send(session, actor, at, leaders)


@reacts_to(OrangeDrafted)
def tell_heads(fact: OrangeDrafted, actor: Actor, at: Moment, session: Session) -> None:
    """Who may confirm it, and who issued the order before it."""
    heads = _readers(session, actor.org, "order.confirm", fact.unit_id)
    message = _about_order("orange_drafted", fact, cause=fact.cause, before=fact.before)
    message.send(session, actor, at, [*heads, fact.issuer_id])


@reacts_to(OrderEscalated)
def tell_of_orange(fact: OrderFact, actor: Actor, at: Moment, session: Session) -> None:
    unit = _readers(session, actor.org, "order.respond", fact.unit_id)
    _about_order("order_escalated", fact).send(session, actor, at, [*unit, fact.issuer_id])


@reacts_to(OrangeFailed)
def report_to_leaders(fact: OrderFact, actor: Actor, at: Moment, session: Session) -> None:
    leaders = _readers(session, actor.org, "order.watch", fact.unit_id)
    _about_order("orange_failed", fact).send(session, actor, at, leaders)


@reacts_to(FeedbackSubmitted)
def tell_reviewers(fact: OrderFact, actor: Actor, at: Moment, session: Session) -> None:
    reviewers = _readers(session, actor.org, "order.review", fact.unit_id)
    message = _about_order("feedback_submitted", fact)
    message.send(session, actor, at, [*reviewers, fact.issuer_id])


@reacts_to(OrderClosed)
def tell_both(fact: OrderFact, actor: Actor, at: Moment, session: Session) -> None:
    unit = _readers(session, actor.org, "order.respond", fact.unit_id)
    _about_order("order_closed", fact).send(session, actor, at, [*unit, fact.issuer_id])


@reacts_to(SiteWasClosed)
def tell_assignees(fact: SiteWasClosed, actor: Actor, at: Moment, session: Session) -> None:
    """Who still has a task at a closed site is told before he goes there."""
    for task in list_open_tasks_at(session, actor.org, fact.site_id):
        params = {"site": task.site_name, "reason": fact.reason}
        message = Message("site_closed", "task", task.id, params)
        message.send(session, actor, at, [task.assignee_id])


@reacts_to(BulletinDrafted)
def tell_desk(fact: BulletinDrafted, actor: Actor, at: Moment, session: Session) -> None:
    """Who may write in it, and who may approve it, in one message each."""
    top = get_top_unit(session, actor.org).id
    editors = _readers(session, actor.org, "bulletin.edit", top)
    approvers = _readers(session, actor.org, "bulletin.approve", top)
    _about_bulletin("bulletin_drafted", fact).send(session, actor, at, [*editors, *approvers])


@reacts_to(BulletinPublished, BulletinWithdrawn)
def tell_units(
    fact: BulletinPublished | BulletinWithdrawn, actor: Actor, at: Moment, session: Session
) -> None:
    """Who signs for a unit."""
    is_new = isinstance(fact, BulletinPublished)
    kind = "bulletin_published" if is_new else "bulletin_withdrawn"
    signers = [
        user_id
        for unit_id in fact.unit_ids
        for user_id in _readers(session, actor.org, "bulletin.acknowledge", unit_id)
    ]
    _about_bulletin(kind, fact).send(session, actor, at, signers)


@dataclass(frozen=True)
class Message:
    """What is told, before it is known to whom."""

    kind: str
    subject_kind: str
    subject_id: str
    params: dict[str, Any]

    def send(self, session: Session, actor: Actor, at: Moment, users: Iterable[str]) -> None:
        """One notice each; nobody is told of what he just did himself."""
        for user_id in dict.fromkeys(users):
            if user_id != actor.user_id:
                session.add(
                    Notice(
                        id=str(uuid.uuid4()),
                        org=actor.org,
                        user_id=user_id,
                        created_at=at.received,
                        **vars(self),
                    )
                )


def _readers(session: Session, org: str, grant: str, unit_id: str) -> list[str]:
    """Who holds a grant over a unit, asked once a transaction: a sweep tells of hundreds."""
    key = ("readers", org, grant, unit_id)
    return remember(session, key, lambda: list_user_ids_with(session, org, grant, unit_id))


def _about_bulletin(kind: str, fact: BulletinFact) -> Message:
    params = {"period": fact.period, "version": fact.version}
    return Message(kind, "bulletin", fact.bulletin_id, params)


def _about_order(kind: str, fact: OrderFact, **more: str) -> Message:
    params = {"number": fact.number, "site": fact.site_name, "colour": fact.colour, **more}
    return Message(kind, "order", fact.order_id, params)
