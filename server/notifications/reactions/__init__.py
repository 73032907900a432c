"""Notifications: which fact about tasks, orders, visits and bulletins becomes whose message."""

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
from server.notifications.commands.telling import Message
from server.orders.events import (
    ExtensionAnswered,
    ExtensionAsked,
    FeedbackSubmitted,
    ObjectionAnswered,
    ObjectionRaised,
    OrangeDrafted,
    OrangeFailed,
    OrderAcknowledged,
    OrderClosed,
    OrderCommented,
    OrderDelivered,
    OrderEscalated,
    OrderFact,
    OrderProposed,
    OrderReturned,
    OrderVoided,
    ProgressReported,
)
from server.orders.queries import has_red_line
from server.organisation.events import (
    DelegationFact,
    DelegationGiven,
    DelegationRevoked,
    SiteWasClosed,
)
from server.organisation.queries import get_top_unit, list_deputies, list_user_ids_with
from server.planning.events import TaskAssigned
from server.planning.queries.tasks import list_open_tasks_at
from server.visits.events import VisitVoided, VoidAsked, VoidFact, VoidRefused


@reacts_to(TaskAssigned)
def tell_assignee(fact: TaskAssigned, actor: Actor, at: Moment, session: Session) -> None:
    params = {"site": fact.site_name, "due_on": fact.due_on}
    kind = f"{'task' if fact.kind == 'check' else fact.kind}_assigned"
    message = Message(kind, "task", fact.task_id, params)
    message.send(session, actor, at, [fact.assignee_id])


@reacts_to(OrderDelivered, OrderReturned)
def tell_unit(fact: OrderFact, actor: Actor, at: Moment, session: Session) -> None:
    """Who must answer for the unit hears of a new or returned order."""
    kind = "order_delivered" if isinstance(fact, OrderDelivered) else "order_returned"
    readers = _readers(session, actor.org, "order.respond", fact.unit_id)
    red_line = _red_line(session, actor.org, fact)
    _about_order(kind, fact, **red_line).send(session, actor, at, readers)


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
    heads = _heads(session, actor.org, "order.confirm", fact.unit_id, at)
    message = _about_order("orange_drafted", fact, cause=fact.cause, before=fact.before)
    message.send(session, actor, at, [*heads, fact.issuer_id])


@reacts_to(OrderProposed)
def tell_of_proposal(fact: OrderFact, actor: Actor, at: Moment, session: Session) -> None:
    heads = _heads(session, actor.org, "order.confirm", fact.unit_id, at)
    _about_order("order_proposed", fact).send(session, actor, at, heads)


@reacts_to(OrderVoided)
def tell_of_void_order(fact: OrderVoided, actor: Actor, at: Moment, session: Session) -> None:
    """Both sides hear why; of one that never reached the unit, the group alone."""
    unit = _readers(session, actor.org, "order.respond", fact.unit_id) if fact.is_delivered else []
    message = _about_order("order_voided", fact, reason=fact.reason)
    message.send(session, actor, at, [*unit, fact.issuer_id])


@reacts_to(VoidAsked)
def tell_void_judges(fact: VoidFact, actor: Actor, at: Moment, session: Session) -> None:
    judges = _heads(session, actor.org, "visit.void", fact.unit_id, at)
    _about_visit("void_asked", fact).send(session, actor, at, [*judges, fact.inspector_id])


@reacts_to(VisitVoided, VoidRefused)
def tell_of_void(fact: VoidFact, actor: Actor, at: Moment, session: Session) -> None:
    kind = "visit_voided" if isinstance(fact, VisitVoided) else "void_refused"
    _about_visit(kind, fact).send(session, actor, at, [fact.asker_id, fact.inspector_id])


@reacts_to(DelegationGiven, DelegationRevoked)
def tell_delegate(fact: DelegationFact, actor: Actor, at: Moment, session: Session) -> None:
    kind = "given" if isinstance(fact, DelegationGiven) else "revoked"
    params = {"delegation": fact.kind}
    message = Message(f"delegation_{kind}", "delegation", fact.delegation_id, params)
    message.send(session, actor, at, [fact.user_id])


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


@reacts_to(ObjectionRaised, ExtensionAsked)
def ask_heads(fact: OrderFact, actor: Actor, at: Moment, session: Session) -> None:
    """Who may answer for the group, and who issued the order."""
    kind = "objection_raised" if isinstance(fact, ObjectionRaised) else "extension_asked"
    heads = _heads(session, actor.org, "order.confirm", fact.unit_id, at)
    _about_order(kind, fact).send(session, actor, at, [*heads, fact.issuer_id])


@reacts_to(ObjectionAnswered)
def tell_of_objection(fact: ObjectionAnswered, actor: Actor, at: Moment, session: Session) -> None:
    kind = "objection_upheld" if fact.is_upheld else "objection_rejected"
    unit = _readers(session, actor.org, "order.respond", fact.unit_id)
    _about_order(kind, fact).send(session, actor, at, [*unit, fact.issuer_id])


@reacts_to(ExtensionAnswered)
def tell_of_extension(fact: ExtensionAnswered, actor: Actor, at: Moment, session: Session) -> None:
    """With the new day, where there is one."""
    kind = "extension_granted" if fact.granted_on else "extension_refused"
    more = {"due_on": fact.granted_on} if fact.granted_on else {}
    unit = _readers(session, actor.org, "order.respond", fact.unit_id)
    _about_order(kind, fact, **more).send(session, actor, at, [*unit, fact.issuer_id])


@reacts_to(ProgressReported)
def tell_of_progress(fact: OrderFact, actor: Actor, at: Moment, session: Session) -> None:
    reviewers = _readers(session, actor.org, "order.review", fact.unit_id)
    message = _about_order("progress_reported", fact)
    message.send(session, actor, at, [*reviewers, fact.issuer_id])


@reacts_to(OrderCommented)
def tell_of_comment(fact: OrderCommented, actor: Actor, at: Moment, session: Session) -> None:
    """The unit, the issuer and the group's head."""
    unit = _readers(session, actor.org, "order.respond", fact.unit_id)
    heads = _heads(session, actor.org, "order.confirm", fact.unit_id, at)
    message = _about_order("order_commented", fact, author=fact.author)
    message.send(session, actor, at, [*unit, *heads, fact.issuer_id])


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


def _readers(session: Session, org: str, grant: str, unit_id: str) -> list[str]:
    """Who holds a grant over a unit, asked once a transaction: a sweep tells of hundreds."""
    key = ("readers", org, grant, unit_id)
    return remember(session, key, lambda: list_user_ids_with(session, org, grant, unit_id))


def _heads(session: Session, org: str, grant: str, unit_id: str, at: Moment) -> list[str]:
    """Who holds a right of the head of the group, with those who stand in for him today."""
    deputies = ("deputies", org, unit_id)
    on = at.received_on
    return [
        *_readers(session, org, grant, unit_id),
        *remember(session, deputies, lambda: list_deputies(session, org, unit_id, on)),
    ]


def _about_visit(kind: str, fact: VoidFact) -> Message:
    return Message(kind, "visit", fact.visit_id, {"site": fact.site_name, "reason": fact.reason})


def _about_bulletin(kind: str, fact: BulletinFact) -> Message:
    params = {"period": fact.period, "version": fact.version}
    return Message(kind, "bulletin", fact.bulletin_id, params)


def _about_order(kind: str, fact: OrderFact, **more: str | int) -> Message:
    params = {"number": fact.number, "site": fact.site_name, "colour": fact.colour, **more}
    return Message(kind, "order", fact.order_id, params, fact.unit_id)


def _red_line(session: Session, org: str, fact: OrderFact) -> dict[str, int]:
    """Whether a new order holds a matter of the red lines (红线条目); said only where it does."""
    is_new = isinstance(fact, OrderDelivered) and fact.colour != "green"
    return {"red_line": 1} if is_new and has_red_line(session, org, fact.order_id) else {}
