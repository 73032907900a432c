"""Visits: every write on the way from check-in to the complete record; ageing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, Field
from sqlalchemy.orm import Session

from server.catalogue.queries.checklists import find_item, get_template, list_items
from server.core.actor import Actor
from server.core.clock import Moment, local_day
from server.core.command import Command, Part, command
from server.core.events import emit
from server.core.recorder import report_conflict
from server.core.words import Form, InputValue, Level, ResultCode
from server.evidence.commands.placing import carry_photos, note_subject
from server.evidence.queries import count_not_present, is_awaiting_bytes, list_photos
from server.organisation.queries import get_site
from server.organisation.rules import check_site_open
from server.planning.commands.tasks import settle_task
from server.planning.rules.tasks import check_level
from server.visits import queries, rules
from server.visits.events import VisitClosed, VisitCompleted
from server.visits.models import Answer, Visit

LONGEST_NOTE = 2000


class CheckIn(Part):
    """Proof of being there: time of the tap, position in WGS-84, and how it was found."""

    at: AwareDatetime
    method: Literal["gps", "qr", "manual"]
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    accuracy_m: float | None = Field(None, ge=0)
    age_s: float | None = Field(None, ge=0)
    distance_m: float | None = Field(None, ge=0)
    reason: str = Field("", max_length=500)


class StartVisit(Command):
    visit_id: str = Field(min_length=8, max_length=60)
    site_id: str
    template_id: str
    task_id: str | None = None
    level: Level
    form: Form
    check_in: CheckIn | None = None


class AnswerItem(Command):
    visit_id: str
    item_code: str
    result: ResultCode
    note: str = Field("", max_length=LONGEST_NOTE)
    inputs: dict[str, InputValue] = Field(default={})


class SignVisit(Command):
    visit_id: str
    signer_name: str = Field("", max_length=80)
    signer_post: str = Field("", max_length=80)
    is_refused: bool = False
    refusal_reason: str = Field("", max_length=500)
    photo_id: str


class CloseVisit(Command):
    visit_id: str
    photo_ids: list[str] = Field(max_length=200)
    score_tenths: int | None = None
    colour: Literal["green", "blue"] | None = None


class DiscardVisit(Command):
    visit_id: str
    reason: str = Field("", max_length=500)


class AgeOutVisits(Command):
    visit_ids: list[str] = Field(min_length=1, max_length=200)


@command("visit.start", grant="visit.record", stale="append")
def start_visit(command: StartVisit, actor: Actor, at: Moment, session: Session) -> None:
    site = get_site(session, actor.org, command.site_id)
    if not actor.may(f"visit.{command.level}", site.unit_id):
        raise rules.LevelNotAllowed(level=command.level)
    check_site_open(site.is_closed)
    template = get_template(session, actor.org, command.template_id)
    check_level(command.level, template.levels)
    session.add(
        Visit(
            id=command.visit_id,
            org=actor.org,
            site_id=site.id,
            site_name=site.name,
            unit_id=site.unit_id,
            unit_name=site.unit_name,
            template_id=template.id,
            template_name=template.name,
            task_id=command.task_id,
            level=command.level,
            form=command.form,
            inspector_id=actor.user_id,
            inspector_name=actor.name,
            inspector_unit_id=actor.unit_id,
            started_at=at.corrected,
            received_at=at.received,
            day=local_day(at.corrected),
            check_in=command.check_in.model_dump(mode="json") if command.check_in else None,
        )
    )
    note_subject(session, actor.org, command.visit_id, site.id, at.corrected)


@command(
    "visit.answer",
    grant="visit.record",
    stale="merge",
    names=lambda its: (
        (Visit, its.visit_id),
        (Answer, queries.answer_id(its.visit_id, its.item_code)),
    ),
)
def answer_item(command: AnswerItem, actor: Actor, at: Moment, session: Session) -> None:
    visit = _open_visit(session, actor, command.visit_id)
    item = find_item(session, actor.org, visit.template_id, command.item_code)
    item = rules.get_answerable(item, command.result)
    answer = queries.find_answer(session, actor.org, visit.id, command.item_code)
    if answer is None:
        answer = Answer(
            id=queries.answer_id(visit.id, command.item_code),
            org=actor.org,
            visit_id=visit.id,
            inspector_id=visit.inspector_id,
            item_code=item.code,
            repeat_key=item.repeat_key,
        )
    answer.result, answer.note = command.result, command.note
    answer.inputs, answer.answered_at = command.inputs, at.corrected
    session.add(answer)


@command("visit.sign", grant="visit.record", stale="reject")
def sign_visit(command: SignVisit, actor: Actor, at: Moment, session: Session) -> None:
    visit = _open_visit(session, actor, command.visit_id)
    rules.check_refusal(command.is_refused, command.refusal_reason)
    attached = {photo.id for photo in list_photos(session, actor.org, "visit", visit.id)}
    if command.photo_id not in attached:
        raise rules.SignatureMissing
    visit.signer_name, visit.signer_post = command.signer_name, command.signer_post
    visit.is_refused, visit.refusal_reason = command.is_refused, command.refusal_reason
    visit.signed_at = at.corrected


@command("visit.close", grant="visit.record", stale="reject")
def close_visit(command: CloseVisit, actor: Actor, at: Moment, session: Session) -> None:
    visit = _open_visit(session, actor, command.visit_id)
    items = list_items(session, actor.org, visit.template_id)
    answers = queries.given_answers(session, visit)
    rules.check_complete(items, answers)
    rules.check_signed(visit.form, visit.signed_at is not None)
    attached = {photo.id for photo in list_photos(session, actor.org, "visit", visit.id)}
    rules.check_photos_attached(command.photo_ids, attached)
    visit.score_tenths = rules.score_tenths(items, answers)
    visit.colour = rules.colour_of(given.result for given in answers.values())
    _tell_differences(session, command, visit)
    visit.state, visit.closed_at = "closed", at.corrected
    visit.photo_ids = sorted(attached)
    settle_task(session, actor, visit.task_id, visit.id, visit.day)
    emit(session, VisitClosed(visit.id, visit.task_id))
    complete_if_all_arrived(session, visit, at.received)


@command("visit.discard", grant="visit.record", stale="reject")
def discard_visit(command: DiscardVisit, actor: Actor, at: Moment, session: Session) -> None:
    visit = _open_visit(session, actor, command.visit_id)
    visit.state = "discarded"
    settle_if_given_up(session, visit, at.received)


@command("visit.age_out", grant="system", stale="append")
def age_out_visits(command: AgeOutVisits, actor: Actor, at: Moment, session: Session) -> None:
    """Visits leave the phones, each with its answers and photos; one needed again is left out."""
    visits = queries.get_visits(session, actor.org, command.visit_ids)
    old = [visit for visit in visits if rules.may_age_out(visit.settled_at, visit.is_held)]
    _carry(session, actor.org, old, is_carried=False)


def hold_visits(session: Session, org: str, visit_ids: Collection[str]) -> None:
    """Orders stand on them: as long as phones carry those, they carry the visits."""
    for visit in queries.get_visits(session, org, set(visit_ids)):
        visit.is_held = True
        carry_again(session, visit)


def release_visit(session: Session, org: str, visit_id: str) -> None:
    queries.get_visit(session, org, visit_id).is_held = False


def carry_again(session: Session, visit: Visit) -> None:
    """Whoever changes a visit that aged out brings it back, with its answers and photos."""
    if not visit.is_carried:
        _carry(session, visit.org, [visit], is_carried=True)


def settle_if_given_up(session: Session, visit: Visit, received: datetime) -> None:
    """One discarded or voided is settled once each of its photos has arrived or was refused."""
    if visit.state in ("discarded", "voided") and visit.settled_at is None:
        is_awaiting = is_awaiting_bytes(session, visit.org, "visit", visit.id)
        visit.settled_at = None if is_awaiting else received


def complete_if_all_arrived(session: Session, visit: Visit, received: datetime) -> None:
    """Until its last photo is there, a closed visit awaits evidence and counts for nothing."""
    visit.missing_photos = count_not_present(session, visit.org, visit.photo_ids)
    if visit.state != "closed" or visit.missing_photos or visit.completed_at is not None:
        return
    visit.completed_at = visit.settled_at = received
    emit(
        session,
        VisitCompleted(
            visit_id=visit.id,
            site_id=visit.site_id,
            unit_id=visit.unit_id,
            level=visit.level,
            form=visit.form,
            inspector_unit_id=visit.inspector_unit_id,
            day=visit.day,
        ),
    )


def _carry(session: Session, org: str, visits: Sequence[Visit], is_carried: bool) -> None:
    ids = [visit.id for visit in visits]
    for row in (*visits, *queries.list_answers_of(session, ids)):
        row.is_carried = is_carried
    carry_photos(session, org, "visit", ids, is_carried)


def _open_visit(session: Session, actor: Actor, visit_id: str) -> Visit:
    visit = queries.get_visit(session, actor.org, visit_id)
    rules.check_open(visit.state, visit.inspector_id, actor.user_id)
    return visit


def _tell_differences(session: Session, command: CloseVisit, visit: Visit) -> None:
    """The phone showed another score or colour than the server's: ours stands, he is told."""
    for name in ("score_tenths", "colour"):
        theirs, ours = getattr(command, name), getattr(visit, name)
        if theirs is not None and theirs != ours:
            report_conflict(session, row=f"visit/{visit.id}", field=name, theirs=ours, yours=theirs)
