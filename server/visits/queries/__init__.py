"""Visits: every read."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core.db import lock_row, lock_rows
from server.evidence.queries import list_photos
from server.visits.models import Answer, Finding, Visit
from server.visits.rules import FAIL, PARTIAL, Given, VisitUnknown, months_before

# Complete with its photos, and not voided since.
_COUNTS = (Visit.completed_at.is_not(None), Visit.state == "closed")
# Failed, and no objection to it was upheld.
_HOLDS = (Answer.result == FAIL, Answer.is_disproved.is_(False))


@dataclass(frozen=True)
class Problem:
    """An item that failed, fully or partly, with its note and photos."""

    result: str
    note: str
    photo_ids: list[str]


@dataclass(frozen=True)
class VisitFacts:
    """What an order needs to know of its visit."""

    id: str
    state: str
    is_complete: bool
    day: date
    site_id: str
    unit_id: str
    template_id: str
    template_name: str
    level: str
    form: str
    task_id: str | None
    inspector_id: str
    inspector_name: str
    score_tenths: int | None
    colour: str | None
    signer_name: str
    signer_post: str
    is_refused: bool
    missing_photos: int
    problems: Mapping[str, Problem]


def get_visit(session: Session, org: str, visit_id: str) -> Visit:
    """The visit, locked for a change."""
    visit = lock_row(session, Visit, org, visit_id)
    if visit is None:
        raise VisitUnknown(visit_id=visit_id)
    return visit


def get_visits(session: Session, org: str, visit_ids: Collection[str]) -> list[Visit]:
    """These visits, locked for a change in one go."""
    ids = sorted(visit_ids)
    lock_rows(session, Visit, org, ids)
    return [get_visit(session, org, visit_id) for visit_id in ids]


def find_answer(session: Session, org: str, visit_id: str, item_code: str) -> Answer | None:
    """The answer, locked for a change, where there is one already."""
    return lock_row(session, Answer, org, answer_id(visit_id, item_code))


def answer_id(visit_id: str, item_code: str) -> str:
    return f"{visit_id}.{item_code}"


def list_answers(session: Session, visit_id: str) -> list[Answer]:
    return list_answers_of(session, [visit_id])


def list_answers_of(session: Session, visit_ids: Collection[str]) -> list[Answer]:
    return list(session.scalars(select(Answer).where(Answer.visit_id.in_(list(visit_ids)))))


def list_settled(session: Session, org: str, before: datetime, limit: int) -> list[str]:
    """Ids of carried visits that no order holds and that were settled before an instant."""
    query = (
        select(Visit.id)
        .where(Visit.org == org, Visit.is_carried, Visit.settled_at < before)
        .where(Visit.is_held.is_(False))
        .order_by(Visit.settled_at)
        .limit(limit)
    )
    return list(session.scalars(query))


def given_answers(session: Session, visit: Visit) -> Mapping[str, Given]:
    """Answers by item code, with how many photos each has."""
    photos = Counter(photo.slot for photo in list_photos(session, visit.org, "visit", visit.id))
    return {
        answer.item_code: Given(answer.result, answer.note, photos[answer.item_code])
        for answer in list_answers(session, visit.id)
    }


def find_findings(session: Session, org: str, site_id: str) -> Mapping[str, Finding]:
    """A site's history by repeat key."""
    query = select(Finding).where(Finding.org == org, Finding.site_id == site_id)
    return {finding.repeat_key: finding for finding in session.scalars(query)}


def count_failures(
    session: Session, org: str, site_id: str, since: date, upto: datetime | None = None
) -> Mapping[str, int]:
    """How often each repeat key failed at a site since a day, in complete visits.

    `upto`: as it was known when a visit became complete.
    """
    query = (
        select(Answer.repeat_key, func.count())
        .join(Visit, Visit.id == Answer.visit_id)
        .where(
            Visit.org == org,
            Visit.site_id == site_id,
            *_COUNTS,
            Visit.day >= since,
            *_HOLDS,
            *([] if upto is None else [Visit.completed_at <= upto]),
        )
        .group_by(Answer.repeat_key)
    )
    return {key: count for key, count in session.execute(query)}


def find_newest_failure(session: Session, org: str, site_id: str, repeat_key: str) -> Visit | None:
    """The newest complete visit of a site in which a repeat key failed."""
    query = (
        select(Visit)
        .join(Answer, Answer.visit_id == Visit.id)
        .where(Visit.org == org, Visit.site_id == site_id, *_COUNTS)
        .where(Answer.repeat_key == repeat_key, *_HOLDS)
        .order_by(Visit.day.desc(), Visit.completed_at.desc(), Visit.id)
        .limit(1)
    )
    return session.scalar(query)


def find_last_day(session: Session, org: str, site_id: str) -> date | None:
    """When a site was checked last, by its complete visits."""
    query = select(func.max(Visit.day))
    return session.scalar(query.where(Visit.org == org, Visit.site_id == site_id, *_COUNTS))


def list_repeated_items(session: Session, org: str, visit_id: str, months: int) -> list[str]:
    """Codes of items that failed in a complete visit, and at that site in the months before.

    By all that the server knew when the visit became complete, whatever the phone knew (AMB-13);
    asked again later, what has come since changes nothing, what was voided or disproved since does.
    """
    visit = get_visit(session, org, visit_id)
    since = months_before(visit.day, months)
    failures = count_failures(session, org, visit.site_id, since, visit.completed_at)
    return [
        answer.item_code
        for answer in list_answers(session, visit_id)
        if answer.result == FAIL
        and not answer.is_disproved
        and failures.get(answer.repeat_key, 0) > 1
    ]


def get_visit_facts(session: Session, org: str, visit_id: str) -> VisitFacts:
    """The visit as other modules may see it."""
    visit = get_visit(session, org, visit_id)
    return VisitFacts(
        id=visit.id,
        state=visit.state,
        is_complete=visit.completed_at is not None,
        day=visit.day,
        site_id=visit.site_id,
        unit_id=visit.unit_id,
        template_id=visit.template_id,
        template_name=visit.template_name,
        level=visit.level,
        form=visit.form,
        task_id=visit.task_id,
        inspector_id=visit.inspector_id,
        inspector_name=visit.inspector_name,
        score_tenths=visit.score_tenths,
        colour=visit.colour,
        signer_name=visit.signer_name,
        signer_post=visit.signer_post,
        is_refused=visit.is_refused,
        missing_photos=visit.missing_photos,
        problems=_problems(session, visit),
    )


def find_task_of(session: Session, org: str, visit_id: str) -> str | None:
    """The task that a visit was begun from."""
    return get_visit(session, org, visit_id).task_id


def _problems(session: Session, visit: Visit) -> Mapping[str, Problem]:
    answers = [its for its in list_answers(session, visit.id) if its.result in (PARTIAL, FAIL)]
    photos: dict[str, list[str]] = {}
    for photo in list_photos(session, visit.org, "visit", visit.id) if answers else ():
        photos.setdefault(photo.slot, []).append(photo.id)
    return {
        answer.item_code: Problem(answer.result, answer.note, photos.get(answer.item_code, []))
        for answer in answers
    }
