"""Orders: an orange order is drafted where a blue one was not enough (升橙)."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from server.core.clock import Moment
from server.core.events import emit
from server.core.words import OrangeCause
from server.evidence.commands.placing import note_subject
from server.orders import events, queries, rules
from server.orders.commands.facts import order_fact
from server.orders.commands.searching import note_search
from server.orders.commands.standing import is_open
from server.orders.models import Matter, Order
from server.orders.rules import numbers
from server.organisation.queries import get_policies
from server.visits.commands import hold_visits

NAMESPACE = uuid.UUID("6f1d0a52-8c0b-4d5c-9c39-0f6f6d1f2b7e")
KEPT = (
    *("org", "visit_id", "site_id", "site_name", "unit_id", "unit_name", "branch_name"),
    *("level", "form", "template_name", "score_tenths"),
    *("signer_name", "signer_post", "is_refused"),
)
MENDED = {"cause", "measures", "outcome", "after_photo_ids"} | {"is_mended", "verdict"}
OWN = {"id", "order_id", "position", "is_delivered", "rectify_days", "rectify_due_on", "is_carried"}


@dataclass(frozen=True)
class Escalation:
    """An order that was not enough, and why; `item_codes`: which of its matters, None for all.

    `anew_after`: the voided visit because of which a former draft of the same cause was voided.
    """

    before: Order
    cause: OrangeCause
    item_codes: Collection[str] | None = None
    anew_after: str | None = None

    @property
    def origin(self) -> str:
        before = self.before
        origin = numbers.origin_of(before.visit_id, rules.ORANGE, self.cause, before.id)
        return f"{origin}:{self.anew_after}" if self.anew_after else origin


def draft_orange(session: Session, escalations: Sequence[Escalation], at: Moment) -> None:
    """Open a draft after each of these orders of one company; one that is there stays.

    It carries the whole story by `predecessor_id`; the head of the group confirms it (AMB-14).
    """
    fresh = _without_drafts(session, escalations)
    if not fresh:
        return
    drafts = [(its, _new_draft(its, at)) for its in fresh]
    for _, order in drafts:
        session.add(order)
        note_subject(session, order.org, order.id, order.site_id, at.received)
    session.flush()
    org = fresh[0].before.org
    days = get_policies(session, org, at.received_on)["order.feedback_days"]
    matters = queries.group_matters(session, [its.before.id for its in fresh])
    hold_visits(session, org, [order.visit_id for _, order in drafts])
    for escalation, order in drafts:
        wanted = [its for its in matters[escalation.before.id] if _is_wanted(escalation, its)]
        copies = _new_matters(order, wanted, days)
        session.add_all(copies)
        note_search(order, copies)
        _tell(session, escalation, order)


def _without_drafts(session: Session, escalations: Sequence[Escalation]) -> list[Escalation]:
    """Those that have no draft yet; a draft that waits takes on that its order has failed."""
    waiting = queries.find_drafts_after(session, [its.before.id for its in escalations])
    for escalation in escalations:
        escalation.before.escalates_at = None
        draft = waiting.get(escalation.before.id)
        if draft is not None and escalation.cause == "failed":
            draft.cause = "failed"
            _leave_out_passed(session, draft, escalation.before)
    left = [its for its in escalations if its.before.id not in waiting]
    org = escalations[0].before.org if escalations else ""
    known = queries.find_origins(session, org, [its.origin for its in left])
    return [its for its in left if its.origin not in known]


def _leave_out_passed(session: Session, draft: Order, before: Order) -> None:
    """The draft was made of all of them before any was judged."""
    matters = queries.list_matters(session, before.id)
    done = {matter.item_code for matter in matters if not is_open(matter)}
    for matter in queries.list_matters(session, draft.id):
        if matter.item_code in done:
            session.delete(matter)


def _is_wanted(escalation: Escalation, matter: Matter) -> bool:
    """What passed its review or was struck out is done with (AMB-17)."""
    is_named = escalation.item_codes is None or matter.item_code in escalation.item_codes
    return is_named and is_open(matter)


def _tell(session: Session, escalation: Escalation, order: Order) -> None:
    before = escalation.before
    number = order_fact(before)["number"]
    told = {**order_fact(order), "cause": escalation.cause, "before": number}
    emit(session, events.OrangeDrafted(**told))
    if before.colour == rules.ORANGE:
        emit(session, events.OrangeFailed(**order_fact(before)))


def draft_id(org: str, origin: str) -> str:
    """From what it came of, so that nothing is drafted twice."""
    return str(uuid.uuid5(NAMESPACE, f"{org} {origin}"))


def copied_id(draft: str, matter_id: str) -> str:
    """Of a matter's copy on the draft of this id."""
    return str(uuid.uuid5(NAMESPACE, f"{draft} {matter_id}"))


def _new_draft(escalation: Escalation, at: Moment) -> Order:
    before, origin = escalation.before, escalation.origin
    order_id = draft_id(before.org, origin)
    return Order(
        id=order_id,
        **{name: getattr(before, name) for name in KEPT},
        temporary_number=numbers.draft_number(order_id),
        colour=rules.ORANGE,
        state="draft",
        cause=escalation.cause,
        predecessor_id=before.id,
        origin=origin,
        issuer_id=before.issuer_id,
        issuer_name=before.issuer_name,
        issued_at=at.received,
        received_at=at.received,
    )


def _new_matters(order: Order, before: Sequence[Matter], days: int) -> list[Matter]:
    """What was found and asked for, as it was; what was done about it begins anew."""
    names = [its.key for its in inspect(Matter).column_attrs if its.key not in MENDED | OWN]
    return [
        Matter(
            id=copied_id(order.id, matter.id),
            order_id=order.id,
            position=position,
            rectify_days=days,
            **{name: getattr(matter, name) for name in names},
        )
        for position, matter in enumerate(before, start=1)
    ]
