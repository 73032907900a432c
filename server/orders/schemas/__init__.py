"""Orders: wire shapes and feeds."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from server.core.feeds import Feed, RowShape, unit_scope, user_scope
from server.core.words import (
    ClockStart,
    Colour,
    ExtensionState,
    Form,
    Level,
    LimitUnit,
    ObjectionState,
    OrangeCause,
    OrderState,
    Severity,
    Verdict,
)
from server.evidence.schemas import PhotoRow
from server.orders.models import (
    Comment,
    Extension,
    Feedback,
    Matter,
    Objection,
    Order,
    Review,
)
from server.orders.rules.objections import NOTED
from server.orders.schemas.asks import CommentRow, ExtensionRow, ObjectionRow


class DeadlineRow(BaseModel):
    """How a time limit came about: what it runs from, start, unit, days skipped, end."""

    runs_from: ClockStart
    start: datetime
    unit: LimitUnit
    amount: int
    skipped: list[date]
    end: datetime
    is_provisional: bool


class FollowUpRow(BaseModel):
    """A look-back or re-inspection after an order, and the check that answered it."""

    kind: Literal["lookback", "recheck"]
    task_id: str
    due_on: date
    visit_id: str | None
    day: date | None
    is_passed: bool | None


class LookbackRow(BaseModel):
    """The draw after closing: drawn where `number` is below `ppm`, both in millionths.

    `rule`: by which the number came from the secret (planning.rules.seeds.draw).
    """

    period: str
    commitment: str
    rule: int = 1
    number: int
    ppm: int
    is_drawn: bool
    checks: list[FollowUpRow]


class ClauseRow(BaseModel):
    id: str
    article: str
    text: str


class OrderRow(RowShape):
    number: str | None
    temporary_number: str
    colour: Colour
    state: OrderState
    visit_id: str
    site_id: str
    site_name: str
    unit_id: str
    unit_name: str
    branch_name: str
    level: Level
    form: Form
    template_name: str
    score_tenths: int | None
    highlights: str
    remark: str
    issuer_id: str
    issuer_name: str
    proposer_id: str | None
    proposer_name: str | None
    issued_at: datetime
    received_at: datetime | None
    delivered_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    feedback_due_at: datetime | None
    deadline: DeadlineRow | None
    fed_back_at: datetime | None
    round: int
    author_id: str | None
    reviewed_at: datetime | None
    reviewer_name: str | None
    closed_at: datetime | None
    signer_name: str
    signer_post: str
    is_refused: bool
    missing_photos: int
    withdrawn_reason: str | None
    cause: OrangeCause | None
    predecessor_id: str | None
    escalates_at: datetime | None
    voided_at: datetime | None
    void_reason: str | None
    lookback: LookbackRow | None
    objection_due_at: datetime | None
    objection_state: ObjectionState | None
    extension_state: ExtensionState | None
    progressed_at: datetime | None


class MatterRow(RowShape):
    order_id: str
    position: int
    item_code: str
    category: str
    text: str
    basis: list[str]
    clauses: list[ClauseRow]
    finding: str
    requirement: str
    severity: Severity
    result: Literal["partial", "fail"]
    photo_ids: list[str]
    rectify_days: int
    rectify_due_on: date | None
    cause: str
    measures: str
    outcome: str
    after_photo_ids: list[str]
    is_struck: bool
    is_mended: bool
    verdict: Verdict | None


class MatterAnswerRow(BaseModel):
    matter_id: str
    cause: str
    measures: str
    outcome: str
    photo_ids: list[str]


class MeetingRow(BaseModel):
    held_at: datetime
    chair: str
    attendees: str
    record: str
    photo_id: str


class FeedbackRow(RowShape):
    order_id: str
    round: int
    author_id: str
    author_name: str
    signer_name: str
    signature_photo_id: str
    submitted_at: datetime
    matters: list[MatterAnswerRow]
    meeting: MeetingRow | None
    plan: str
    stamped_photo_id: str | None
    is_late: bool
    is_progress: bool


class MatterVerdictRow(BaseModel):
    matter_id: str
    verdict: Verdict
    reasons: list[str]
    note: str


class ReviewRow(RowShape):
    order_id: str
    round: int
    verdict: Verdict
    reasons: list[str]
    note: str
    matters: list[MatterVerdictRow]
    reviewer_id: str
    reviewer_name: str
    reviewed_at: datetime


def order_readers(order: Order) -> list[str]:
    """Who may see an order, whether or not phones still carry it.

    Once delivered it stays in the unit's sight, even where all of it was struck out.
    """
    audience = "orders" if order.delivered_at is not None else "supervision"
    return [user_scope(order.issuer_id), unit_scope(order.unit_id, audience)]


def _order_scopes(order: Order) -> list[str]:
    return order_readers(order) if order.is_carried else []


def _matter_scopes(matter: Matter) -> list[str]:
    if not matter.is_carried:
        return []
    audience = "orders" if matter.is_delivered else "supervision"
    return [user_scope(matter.issuer_id), unit_scope(matter.unit_id, audience)]


def _objection_scopes(objection: Objection) -> list[str]:
    """What was said on the spot comes to the unit with the order, no earlier."""
    if objection.state != NOTED or not objection.is_carried:
        return _answer_scopes(objection)
    return [user_scope(objection.issuer_id), unit_scope(objection.unit_id, "supervision")]


def _answer_scopes(row: Feedback | Review | Objection | Extension | Comment) -> list[str]:
    if not row.is_carried:
        return []
    return [user_scope(row.issuer_id), unit_scope(row.unit_id, "orders")]


ORDER_FEED = Feed("order", Order, OrderRow, _order_scopes)
MATTER_FEED = Feed("matter", Matter, MatterRow, _matter_scopes)
FEEDBACK_FEED = Feed("feedback", Feedback, FeedbackRow, _answer_scopes)
REVIEW_FEED = Feed("review", Review, ReviewRow, _answer_scopes)
OBJECTION_FEED = Feed("objection", Objection, ObjectionRow, _objection_scopes)
EXTENSION_FEED = Feed("extension", Extension, ExtensionRow, _answer_scopes)
COMMENT_FEED = Feed("comment", Comment, CommentRow, _answer_scopes)


Stage = Literal[
    "overdue",
    "today",
    "draft",
    "issued",
    "delivered",
    "rectifying",
    "reviewing",
    "settled",
    "closed",
    "escalated",
    "open",
]


class OrderQuery(BaseModel):
    """What a list of orders asks for; `before` is the `next` of the page before.

    `unit` stands for all below it too; `since` and `until` are days of issue in China, both
    included; `aged` leaves out what phones carry.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field("", max_length=100)
    stage: Stage | None = None
    colour: Colour | None = None
    unit: str = ""
    issuer: str = ""
    item: str = ""
    since: date | None = None
    until: date | None = None
    aged: bool = False
    before: str = ""


class OrderPage(BaseModel):
    """Newest first. `count` of the whole selection, with its first page only."""

    orders: list[OrderRow]
    next: str | None
    count: int | None


class OrderDetail(BaseModel):
    """One order with all that belongs to it, for those that phones carry no longer."""

    order: OrderRow
    matters: list[MatterRow]
    feedbacks: list[FeedbackRow]
    reviews: list[ReviewRow]
    objections: list[ObjectionRow]
    extensions: list[ExtensionRow]
    comments: list[CommentRow]
    photos: list[PhotoRow]
