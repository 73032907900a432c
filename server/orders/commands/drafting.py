"""Orders: an orange order is drafted where a blue one was not enough (升橙)."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from server.core.clock import Moment
from server.core.events import emit
from server.core.words import OrangeCause
from server.evidence.commands.placing import note_subject
from server.orders import events, queries, rules
from server.orders.commands.facts import order_fact
from server.orders.models import Matter, Order
from server.organisation.queries import get_policies
from server.visits.commands import hold_visit

NAMESPACE = uuid.UUID("6f1d0a52-8c0b-4d5c-9c39-0f6f6d1f2b7e")
KEPT = (
    *("org", "visit_id", "site_id", "site_name", "unit_id", "unit_name", "branch_name"),
    *("level", "form", "template_name", "score_tenths"),
    *("signer_name", "signer_post", "is_refused"),
)
MENDED = {"cause", "measures", "outcome", "after_photo_ids"}
OWN = {"id", "order_id", "position", "is_delivered", "rectify_days", "rectify_due_on", "is_carried"}


def draft_orange(
    session: Session,
    before: Order,
    cause: OrangeCause,
    at: Moment,
    item_codes: Collection[str] | None = None,
) -> None:
    """Open a draft after an order, with its matters or some of them; one that is there stays.

    It carries the whole story by `predecessor_id`; the head of the group confirms it (AMB-14).
    """
    before.escalates_at = None
    if (waiting := queries.find_draft_after(session, before.id)) is not None:
        waiting.cause = "failed" if cause == "failed" else waiting.cause
        return
    origin = rules.origin_of(before.visit_id, rules.ORANGE, cause, before.id)
    if queries.find_order_of_origin(session, before.org, origin) is not None:
        return
    order = _new_draft(before, cause, origin, at)
    session.add(order)
    note_subject(session, order.org, order.id, order.site_id, at.received)
    session.flush()
    days = get_policies(session, order.org, at.received_on)["order.feedback_days"]
    of_before = queries.list_matters(session, before.id)
    wanted = [its for its in of_before if item_codes is None or its.item_code in item_codes]
    session.add_all(_new_matters(order, wanted, days))
    hold_visit(session, order.org, order.visit_id)
    number = order_fact(before)["number"]
    emit(session, events.OrangeDrafted(**order_fact(order), cause=cause, before=number))
    if before.colour == rules.ORANGE:
        emit(session, events.OrangeFailed(**order_fact(before)))


def draft_id(org: str, origin: str) -> str:
    """From what it came of, so that nothing is drafted twice."""
    return str(uuid.uuid5(NAMESPACE, f"{org} {origin}"))


def _new_draft(before: Order, cause: OrangeCause, origin: str, at: Moment) -> Order:
    order_id = draft_id(before.org, origin)
    return Order(
        id=order_id,
        **{name: getattr(before, name) for name in KEPT},
        temporary_number=rules.draft_number(order_id),
        colour=rules.ORANGE,
        state="draft",
        cause=cause,
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
            id=str(uuid.uuid5(NAMESPACE, f"{order.id} {matter.id}")),
            order_id=order.id,
            position=position,
            rectify_days=days,
            **{name: getattr(matter, name) for name in names},
        )
        for position, matter in enumerate(before, start=1)
    ]
