"""Visits: wire shapes and feeds."""

from datetime import date, datetime

from server.core.feeds import Feed, RowShape, unit_scope, user_scope
from server.core.words import Colour, Form, InputValue, Level, ResultCode, VisitState
from server.visits.commands import CheckIn
from server.visits.models import Answer, Finding, Visit


class VisitRow(RowShape):
    site_id: str
    site_name: str
    unit_id: str
    unit_name: str
    template_id: str
    template_name: str
    task_id: str | None
    level: Level
    form: Form
    inspector_id: str
    inspector_name: str
    state: VisitState
    started_at: datetime
    check_in: CheckIn | None
    closed_at: datetime | None
    completed_at: datetime | None
    day: date
    score_tenths: int | None
    colour: Colour | None
    signer_name: str
    signer_post: str
    is_refused: bool
    refusal_reason: str
    signed_at: datetime | None
    photo_ids: list[str]
    missing_photos: int
    void_asker_id: str | None
    void_asker_name: str | None
    void_asked_at: datetime | None
    void_reason: str
    void_judge_name: str | None
    void_refusal: str
    voided_at: datetime | None


class AnswerRow(RowShape):
    visit_id: str
    item_code: str
    result: ResultCode
    note: str
    inputs: dict[str, InputValue]
    answered_at: datetime


class FindingRow(RowShape):
    site_id: str
    repeat_key: str
    last_failed_on: date
    failures_12m: int
    last_visit_id: str


def _visit_scopes(visit: Visit) -> list[str]:
    """Its inspector's; while somebody asks to void it, the group's too, for its head decides."""
    if not visit.is_carried or visit.state == "discarded":
        return []
    own = [user_scope(visit.inspector_id)]
    is_asked = visit.void_asked_at is not None
    return [*own, unit_scope(visit.unit_id, "supervision")] if is_asked else own


def _answer_scopes(answer: Answer) -> list[str]:
    if not answer.is_carried:
        return []
    own = [user_scope(answer.inspector_id)]
    unit_id = answer.shown_unit_id
    return [*own, unit_scope(unit_id, "supervision")] if unit_id else own


def _finding_scopes(finding: Finding) -> list[str]:
    return [unit_scope(finding.unit_id, "sites")] if finding.failures_12m else []


VISIT_FEED = Feed("visit", Visit, VisitRow, _visit_scopes)
ANSWER_FEED = Feed("answer", Answer, AnswerRow, _answer_scopes, merges=True)
FINDING_FEED = Feed("finding", Finding, FindingRow, _finding_scopes)
