"""Visits, reads: checks as other modules count and list them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from server.core.db import among
from server.visits.models import Answer, Finding, Visit

AT_ONCE = 5000
_COLUMNS = (
    Visit.id,
    Visit.site_id,
    Visit.site_name,
    Visit.unit_id,
    Visit.unit_name,
    Visit.template_name,
    Visit.level,
    Visit.form,
    Visit.inspector_name,
    Visit.inspector_unit_id,
    Visit.day,
    Visit.state,
    Visit.completed_at.is_not(None),
    Visit.score_tenths,
    Visit.missing_photos,
)


@dataclass(frozen=True)
class CheckFacts:
    """A visit as a list of checks shows it; `is_complete`: with all of its photos."""

    id: str
    site_id: str
    site_name: str
    unit_id: str
    unit_name: str
    template_name: str
    level: str
    form: str
    inspector_name: str
    inspector_unit_id: str
    day: date
    state: str
    is_complete: bool
    score_tenths: int | None
    missing_photos: int


@dataclass(frozen=True)
class AnswerFacts:
    item_code: str
    result: str
    note: str


def iterate_complete(session: Session, org: str) -> Iterator[CheckFacts]:
    """Every check that may count: closed, with its photos, not voided."""
    query = select(*_COLUMNS).where(
        Visit.org == org, Visit.state == "closed", Visit.completed_at.is_not(None)
    )
    rows = session.execute(query.execution_options(yield_per=AT_ONCE))
    return (CheckFacts(*row) for row in rows)


def list_checks(session: Session, org: str, visit_ids: Collection[str]) -> list[CheckFacts]:
    """These, the newest first."""
    return _list(session, [Visit.org == org, among(session, Visit.id, list(visit_ids))], None)


def list_checks_in(
    session: Session,
    org: str,
    unit_ids: Collection[str],
    days: tuple[date, date],
    *,
    without: Select[str],
    page: tuple[int, int],
) -> list[CheckFacts]:
    """Of these units on these days but for some, the newest first; `page`: how many to leave out
    and to take.
    """
    return _list(
        session,
        [
            Visit.org == org,
            among(session, Visit.unit_id, list(unit_ids)),
            Visit.day.between(*days),
            Visit.state != "discarded",
            Visit.id.not_in(without),
        ],
        page,
    )


def _list(
    session: Session, wanted: list[ColumnElement[bool]], page: tuple[int, int] | None
) -> list[CheckFacts]:
    query = select(*_COLUMNS).where(*wanted).order_by(Visit.day.desc(), Visit.id)
    if page is not None:
        query = query.offset(page[0]).limit(page[1])
    return [CheckFacts(*row) for row in session.execute(query)]


def list_answer_facts(session: Session, visit_id: str) -> list[AnswerFacts]:
    query = select(Answer.item_code, Answer.result, Answer.note).where(Answer.visit_id == visit_id)
    return [AnswerFacts(*row) for row in session.execute(query.order_by(Answer.item_code))]


def count_repeats(session: Session, org: str, site_ids: Collection[str]) -> dict[str, int]:
    """By site: failures within twelve months of items that failed there more than once."""
    query = (
        select(Finding.site_id, func.sum(Finding.failures_12m))
        .where(
            Finding.org == org,
            among(session, Finding.site_id, list(site_ids)),
            Finding.failures_12m > 1,
        )
        .group_by(Finding.site_id)
    )
    return {site_id: int(count) for site_id, count in session.execute(query)}
