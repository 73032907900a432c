"""Orders: issuing one from the site, or proposing it where another has to sign."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field
from sqlalchemy.orm import Session

from server.catalogue.queries.checklists import get_template, list_clauses
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, Part, command
from server.core.events import emit
from server.core.problems import NotAllowed
from server.evidence.commands.placing import note_subject
from server.orders import queries, rules
from server.orders.commands.delivery import deliver
from server.orders.commands.facts import next_number, order_fact
from server.orders.commands.on_site import SpotObjection, note_objection
from server.orders.commands.searching import note_search
from server.orders.events import OrderProposed
from server.orders.models import Matter, Order
from server.orders.rules import numbers
from server.organisation.queries import get_site, get_unit
from server.visits.commands import hold_visits
from server.visits.queries import VisitFacts, get_visit_facts

LONG_TEXT = 2000


class MatterDraft(Part):
    matter_id: str = Field(min_length=8, max_length=60)
    item_code: str
    requirement: str = Field(min_length=1, max_length=LONG_TEXT)
    rectify_days: int = Field(ge=1, le=30)


class IssueOrder(Command):
    order_id: str = Field(min_length=8, max_length=60)
    visit_id: str
    colour: Literal["green", "blue"]
    temporary_number: str = Field(min_length=1, max_length=40)
    highlights: str = Field("", max_length=LONG_TEXT)
    remark: str = Field("", max_length=LONG_TEXT)
    matters: list[MatterDraft] = Field(max_length=100)
    objection: SpotObjection | None = None


@command("order.issue", grant="order.propose", stale="append")
def issue_order(command: IssueOrder, actor: Actor, at: Moment, session: Session) -> None:
    """By whom the head lets issue (AMB-20), at its receipt; anybody else's waits for the head.

    So no check of the group ends without its order, whatever a phone still believed.
    """
    visit = get_visit_facts(session, actor.org, command.visit_id)
    if not actor.may("order.propose", visit.unit_id) or visit.inspector_id != actor.user_id:
        raise NotAllowed
    rules.check_visit(visit.state, visit.level)
    rules.check_colour(command.colour, visit.colour)
    rules.check_matters([matter.item_code for matter in command.matters], visit.problems)
    known = queries.list_orders_of_visit(session, actor.org, visit.id)
    rules.check_none_stands([order.state for order in known])
    site = get_site(session, actor.org, visit.site_id)
    rules.check_in_service(site.is_closed, get_unit(session, site.unit_id).is_closed)
    order = _new_order(session, command, visit, actor, at)
    session.add(order)
    note_subject(session, actor.org, order.id, order.site_id, order.issued_at)
    session.flush()
    matters = list(_new_matters(session, command, visit, actor))
    session.add_all(matters)
    note_search(order, matters)
    if command.objection is not None:
        note_objection(session, order, matters, command.objection, actor)
    hold_visits(session, actor.org, [visit.id])
    if order.state == "draft":
        emit(session, OrderProposed(**order_fact(order)))
    elif visit.is_complete:
        deliver(session, order, at)


def _new_order(
    session: Session, command: IssueOrder, visit: VisitFacts, actor: Actor, at: Moment
) -> Order:
    site = get_site(session, actor.org, visit.site_id)
    may_issue = actor.may("order.issue", visit.unit_id)
    return Order(
        id=command.order_id,
        org=actor.org,
        number=next_number(session, actor.org, command.colour, at) if may_issue else None,
        temporary_number=command.temporary_number,
        colour=command.colour,
        state="issued" if may_issue else "draft",
        visit_id=visit.id,
        origin=numbers.origin_of(visit.id, command.colour, None, None),
        site_id=site.id,
        site_name=site.name,
        unit_id=site.unit_id,
        unit_name=site.unit_name,
        branch_name=site.branch_name,
        level=visit.level,
        form=visit.form,
        template_name=visit.template_name,
        score_tenths=visit.score_tenths,
        highlights=command.highlights,
        remark=command.remark,
        issuer_id=actor.user_id,
        issuer_name=actor.name,
        proposer_id=None if may_issue else actor.user_id,
        proposer_name=None if may_issue else actor.name,
        issued_at=at.corrected,
        received_at=at.received,
        signer_name=visit.signer_name,
        signer_post=visit.signer_post,
        is_refused=visit.is_refused,
        missing_photos=visit.missing_photos,
    )


def _new_matters(
    session: Session, command: IssueOrder, visit: VisitFacts, actor: Actor
) -> Iterable[Matter]:
    template = get_template(session, actor.org, visit.template_id)
    items = {item.code: item for item in template.items}
    for position, draft in enumerate(command.matters, start=1):
        item, problem = items[draft.item_code], visit.problems[draft.item_code]
        clauses = list_clauses(session, actor.org, item.basis)
        yield Matter(
            id=draft.matter_id,
            org=actor.org,
            order_id=command.order_id,
            unit_id=visit.unit_id,
            issuer_id=actor.user_id,
            position=position,
            item_code=item.code,
            category=item.category,
            text=item.text,
            basis=item.basis,
            clauses=[
                {"id": clause.code, "article": clause.article, "text": clause.text}
                for clause in clauses
            ],
            finding=problem.note,
            requirement=draft.requirement,
            severity=item.severity,
            result=problem.result,
            photo_ids=problem.photo_ids,
            rectify_days=draft.rectify_days,
        )
