"""Visits: a check that was entered wrongly is voided (作废), by four eyes; nothing is deleted."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.core.problems import NotAllowed
from server.planning.commands.tasks import reopen_task
from server.visits import queries, rules
from server.visits.commands import carry_again, settle_if_given_up
from server.visits.events import VisitVoided, VoidAsked, VoidRefused
from server.visits.models import Visit


class AskVoid(Command):
    visit_id: str
    reason: str = Field(min_length=1, max_length=500)


class VoidVisit(Command):
    visit_id: str


class RefuseVoid(Command):
    visit_id: str
    reason: str = Field(min_length=1, max_length=500)


@command("visit.ask_void", grant="visit.record", stale="reject")
def ask_void(command: AskVoid, actor: Actor, at: Moment, session: Session) -> None:
    """Its inspector says that it was entered wrongly, or somebody of the supervision group."""
    visit = queries.get_visit(session, actor.org, command.visit_id)
    if visit.inspector_id != actor.user_id and not actor.may("order.propose", visit.unit_id):
        raise NotAllowed
    rules.check_voidable(visit.state, visit.void_asked_at)
    carry_again(session, visit)
    visit.void_asker_id, visit.void_asker_name = actor.user_id, actor.name
    visit.void_asked_at, visit.void_reason = at.received, command.reason
    visit.void_judge_name, visit.void_refusal = None, ""
    _show_answers(session, visit, visit.unit_id)
    emit(session, VoidAsked(**void_fact(visit)))


@command("visit.void", grant="visit.void", stale="reject")
def void_visit(command: VoidVisit, actor: Actor, at: Moment, session: Session) -> None:
    """The head of the group agrees. Orders, quotas and history follow by their reactions."""
    visit = _asked_visit(session, actor, command.visit_id)
    visit.state, visit.voided_at, visit.void_judge_name = "voided", at.received, actor.name
    visit.settled_at = None
    settle_if_given_up(session, visit, at.received)
    reopen_task(session, actor.org, visit.task_id, visit.id)
    emit(session, VisitVoided(**void_fact(visit), task_id=visit.task_id))


@command("visit.refuse_void", grant="visit.void", stale="reject")
def refuse_void(command: RefuseVoid, actor: Actor, at: Moment, session: Session) -> None:
    """The check stands. It may be asked again."""
    visit = _asked_visit(session, actor, command.visit_id)
    fact = {**void_fact(visit), "reason": command.reason}
    visit.void_asked_at = None
    _show_answers(session, visit, None)
    visit.void_judge_name, visit.void_refusal = actor.name, command.reason
    emit(session, VoidRefused(**fact))


def void_fact(visit: Visit) -> dict[str, str]:
    return {
        "visit_id": visit.id,
        "unit_id": visit.unit_id,
        "site_id": visit.site_id,
        "site_name": visit.site_name,
        "inspector_id": visit.inspector_id,
        "asker_id": visit.void_asker_id or "",
        "reason": visit.void_reason,
    }


def _show_answers(session: Session, visit: Visit, unit_id: str | None) -> None:
    """Who decides about a record must be able to read it."""
    for answer in queries.list_answers(session, visit.id):
        answer.shown_unit_id = unit_id


def _asked_visit(session: Session, actor: Actor, visit_id: str) -> Visit:
    visit = queries.get_visit(session, actor.org, visit_id)
    if not actor.may("visit.void", visit.unit_id):
        raise NotAllowed
    rules.check_void_asked(visit.state, visit.void_asked_at)
    rules.check_void_judge(actor.user_id, visit.void_asker_id, visit.inspector_id)
    carry_again(session, visit)
    return visit
