"""Notifications: which fact about a supervision matter (督查事项) becomes whose message."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from server.catalogue.events import (
    MatterChanged,
    MatterClosed,
    MatterFact,
    MatterOpened,
    MattersListed,
    MatterWaived,
    PartFact,
    PartReported,
    PartReturned,
    ReceiptPassedUp,
    WaiverAsked,
    WaiverRefused,
)
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.db import remember
from server.core.events import reacts_to
from server.notifications.commands.telling import Message
from server.organisation.queries import get_top_unit, list_deputies, list_user_ids_with


@reacts_to(MatterOpened, MatterChanged)
def tell_units_of_matter(
    fact: MatterOpened | MatterChanged, actor: Actor, at: Moment, session: Session
) -> None:
    """Who answers for a unit hears that it has something to do."""
    units = fact.told_unit_ids if isinstance(fact, MatterChanged) else fact.unit_ids
    message = _about("matter_opened", fact, due_on=fact.due_on, track=fact.track)
    message.send(session, actor, at, _holders(session, actor.org, "matter.respond", units))


@reacts_to(PartReported, PartReturned)
def tell_of_part(fact: PartFact, actor: Actor, at: Moment, session: Session) -> None:
    """The group hears of a report, the unit of one that was sent back."""
    is_report = isinstance(fact, PartReported)
    kind = "matter_part_reported" if is_report else "matter_part_returned"
    units = [get_top_unit(session, actor.org).id] if is_report else [fact.unit_id]
    grant = "matter.manage" if is_report else "matter.respond"
    params = {"number": fact.number, "title": fact.title}
    message = Message(kind, "matter", fact.matter_id, params)
    message.send(session, actor, at, _holders(session, actor.org, grant, units))


@reacts_to(WaiverAsked)
def tell_approvers(fact: WaiverAsked, actor: Actor, at: Moment, session: Session) -> None:
    """Anybody but who asks may approve."""
    top = [get_top_unit(session, actor.org).id]
    approvers = _holders(session, actor.org, "matter.approve", top)
    _about("matter_waiver_asked", fact).send(session, actor, at, approvers)


@reacts_to(WaiverRefused)
def tell_asker(fact: WaiverRefused, actor: Actor, at: Moment, session: Session) -> None:
    _about("matter_waiver_refused", fact).send(session, actor, at, [fact.asker_id])


@reacts_to(MatterWaived)
def tell_of_waiver(fact: MatterWaived, actor: Actor, at: Moment, session: Session) -> None:
    """The units need not go on, and the group knows."""
    top = [get_top_unit(session, actor.org).id]
    units = _holders(session, actor.org, "matter.respond", fact.unit_ids)
    group = _holders(session, actor.org, "matter.manage", top)
    _about("matter_waived", fact).send(session, actor, at, [*units, *group])


@reacts_to(MatterClosed)
def send_results(fact: MatterClosed, actor: Actor, at: Moment, session: Session) -> None:
    """The result goes to both receivers (W1-12(2)b)."""
    readers = _holders(session, actor.org, "matter.receive", fact.told_unit_ids)
    _about("matter_result", fact).send(session, actor, at, readers)


@reacts_to(ReceiptPassedUp)
def tell_head_of_unread(fact: ReceiptPassedUp, actor: Actor, at: Moment, session: Session) -> None:
    """The head of the supervision group, or who stands in for him."""
    top = get_top_unit(session, actor.org).id
    heads = _holders(session, actor.org, "order.confirm", [top])
    deputies = list_deputies(session, actor.org, top, at.received_on)
    params = {"number": fact.number, "title": fact.title, "unit": fact.unit_name}
    message = Message("matter_unread", "matter", fact.matter_id, params)
    message.send(session, actor, at, [*heads, *deputies])


@reacts_to(MattersListed)
def tell_group_of_list(fact: MattersListed, actor: Actor, at: Moment, session: Session) -> None:
    """One message a day, with how many there are; the list itself is a filter."""
    top = [get_top_unit(session, actor.org).id]
    message = Message("matters_adrift", "matters", fact.digest_id, {"found": fact.count})
    message.send(session, actor, at, _holders(session, actor.org, "matter.manage", top))


def _about(kind: str, fact: MatterFact, **more: str | int) -> Message:
    params = {"number": fact.number, "title": fact.title, **more}
    return Message(kind, "matter", fact.matter_id, params)


def _holders(session: Session, org: str, grant: str, unit_ids: Iterable[str]) -> list[str]:
    """Who holds a grant over any of these units, asked once a transaction for each."""
    return [
        user_id
        for unit_id in unit_ids
        for user_id in remember(
            session,
            ("readers", org, grant, unit_id),
            lambda unit_id=unit_id: list_user_ids_with(session, org, grant, unit_id),
        )
    ]
