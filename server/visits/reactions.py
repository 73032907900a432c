"""Visits: what follows when photos come, and when a visit is complete."""

from sqlalchemy.orm import Session

from server.catalogue.queries.checklists import find_item
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.events import reacts_to
from server.evidence.commands.placing import drop_photo, note_end, place_photo
from server.evidence.events import (
    PhotoAnnotated,
    PhotoArrived,
    PhotoAttached,
    PhotoDetached,
    PhotoFact,
    PhotoRefused,
)
from server.evidence.queries import get_photo
from server.organisation.commands import correct_last_check, note_check
from server.organisation.queries import get_policies
from server.visits import queries, rules
from server.visits.commands import carry_again, complete_if_all_arrived, settle_if_given_up
from server.visits.commands.history import correct_finding
from server.visits.events import VisitCompleted, VisitVoided
from server.visits.models import Finding, Visit
from server.visits.rules import FAIL


@reacts_to(PhotoAttached)
def accept_photo(fact: PhotoAttached, actor: Actor, at: Moment, session: Session) -> None:
    """A photo joins an open visit, or takes the place of a refused one."""
    if fact.subject_kind != "visit":
        return
    visit = queries.get_visit(session, actor.org, fact.subject_id)
    if fact.replaces is None:
        rules.check_open(visit.state, visit.inspector_id, actor.user_id)
    else:
        _replace(session, visit, fact.replaces, fact.photo_id)
    item = find_item(session, visit.org, visit.template_id, fact.slot)
    rules.check_source(item, get_photo(session, visit.org, fact.photo_id).source)
    place_photo(session, actor.org, fact.photo_id, visit.unit_id)


@reacts_to(PhotoDetached, PhotoAnnotated)
def check_changeable(fact: PhotoFact, actor: Actor, at: Moment, session: Session) -> None:
    visit = _visit_of(fact, actor, session)
    if visit is not None:
        rules.check_open(visit.state, visit.inspector_id, actor.user_id)


@reacts_to(PhotoArrived, PhotoRefused)
def note_decided(fact: PhotoFact, actor: Actor, at: Moment, session: Session) -> None:
    """With its last photo a closed visit is complete, one discarded or voided is settled."""
    visit = _visit_of(fact, actor, session)
    if visit is None:
        return
    settle_if_given_up(session, visit, at.received)
    if visit.state == "closed":
        complete_if_all_arrived(session, visit, at.received)


@reacts_to(VisitCompleted)
def remember_findings(fact: VisitCompleted, actor: Actor, at: Moment, session: Session) -> None:
    """Keep the site's history: when it was checked, and what failed."""
    note_check(session, actor.org, fact.site_id, fact.day)
    visit = queries.get_visit(session, actor.org, fact.visit_id)
    months = get_policies(session, actor.org, fact.day)["order.repeat_months"]
    since = rules.months_before(fact.day, months)
    failures = queries.count_failures(session, actor.org, fact.site_id, since)
    known = queries.find_findings(session, actor.org, fact.site_id)
    for answer in queries.list_answers(session, visit.id):
        if answer.result == FAIL:
            key = answer.repeat_key
            finding = known.get(key) or _new_finding(session, visit, key)
            finding.last_failed_on, finding.last_visit_id = fact.day, visit.id
            finding.failures_12m = failures[key]


@reacts_to(VisitVoided)
def forget_findings(fact: VisitVoided, actor: Actor, at: Moment, session: Session) -> None:
    """What failed in a voided visit is no history of the site; nor was the site checked by it."""
    org, site_id = actor.org, fact.site_id
    correct_last_check(session, org, site_id, queries.find_last_day(session, org, site_id))
    visit = queries.get_visit(session, org, fact.visit_id)
    known = queries.find_findings(session, org, site_id)
    for answer in queries.list_answers(session, visit.id):
        finding = known.get(answer.repeat_key)
        if answer.result == FAIL and finding is not None:
            correct_finding(session, finding)


def _new_finding(session: Session, visit: Visit, repeat_key: str) -> Finding:
    finding = Finding(
        id=f"{visit.site_id}.{repeat_key}",
        org=visit.org,
        site_id=visit.site_id,
        unit_id=visit.unit_id,
        repeat_key=repeat_key,
    )
    session.add(finding)
    return finding


def _replace(session: Session, visit: Visit, old_id: str, new_id: str) -> None:
    if visit.closed_at is not None:
        note_end(session, visit.org, visit.id, visit.closed_at)
    old = get_photo(session, visit.org, old_id)
    rules.check_replaceable(old.blob, old.subject_id, visit.id)
    carry_again(session, visit)
    visit.settled_at = None
    visit.photo_ids = sorted({*visit.photo_ids, new_id} - {old_id})
    visit.missing_photos = len(visit.photo_ids)
    drop_photo(session, visit.org, old_id)


def _visit_of(fact: PhotoFact, actor: Actor, session: Session) -> Visit | None:
    if fact.subject_kind != "visit":
        return None
    return queries.get_visit(session, actor.org, fact.subject_id)
