"""Quotas: wire shapes and feeds."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from server.core.feeds import Feed, RowShape, unit_scope
from server.core.words import Form, Level, QuotaKind, ResultCode, SupervisionState, VisitState
from server.quotas.models import Quota


class QuotaRow(RowShape):
    kind: QuotaKind
    unit_id: str
    unit_name: str
    period: str
    starts_on: date
    ends_on: date
    workdays: str
    base: int | None
    stands_in: str
    ratio_ppm: int | None
    required: int
    done: int
    clause: str
    policy_on: date | None
    corrected_on: date | None
    is_ranked: bool


class BoardQuery(BaseModel):
    """What is asked of the board; empty means all."""

    year: int | None = Field(None, ge=2000, le=2200)
    kind: QuotaKind | None = None
    branch: str = ""
    text: str = Field("", max_length=60)
    behind: bool = False


class Cell(BaseModel):
    """A quota as it stands today; rates in tenths of a check a working day."""

    id: str
    period: str
    base: int | None
    stands_in: str
    required: int
    done: int
    gap: int
    days_left: int
    left: int
    forecast: int
    needed_tenths: int | None
    achieved_tenths: int
    verdict: str
    corrected_on: date | None


class Line(BaseModel):
    """A unit and kind with its periods of a year."""

    kind: QuotaKind
    unit_id: str
    unit_name: str
    branch_id: str
    branch_name: str
    is_ranked: bool
    clause: str
    cells: list[Cell]


class Board(BaseModel):
    year: int
    today: date
    lines: list[Line]


class Change(BaseModel):
    """That it was sized anew: see QuotaChange."""

    reason: str
    from_base: int | None
    to_base: int | None
    from_required: int
    to_required: int
    changed_at: datetime
    actor_name: str


class QuotaDetail(BaseModel):
    """A quota with the policy it is counted by, its story and its unit's other periods."""

    quota: QuotaRow
    branch_name: str
    policy_id: str | None
    cell: Cell
    trend: list[Cell]
    changes: list[Change]
    counted: int


class ListedCheck(BaseModel):
    """A visit in a quota's list; `reason`: why it does not count, empty where it does."""

    id: str
    site_id: str
    site_name: str
    unit_name: str
    template_name: str
    level: Level
    form: Form
    inspector_name: str
    day: date
    state: VisitState
    score_tenths: int | None
    missing_photos: int
    reason: str


class ChecksQuery(BaseModel):
    counted: bool = True
    offset: int = Field(0, ge=0)


class Checks(BaseModel):
    checks: list[ListedCheck]
    has_more: bool


class CasesQuery(BaseModel):
    called_back: bool = False
    offset: int = Field(0, ge=0)


class ListedCase(BaseModel):
    """A closed case in a quota's list; `called_back_on`: None while nobody has called."""

    reference: str
    unit_name: str
    channel: str
    closed_on: date
    called_back_on: date | None


class ChannelCount(BaseModel):
    channel: str
    total: int
    called_back: int


class Cases(BaseModel):
    channels: list[ChannelCount]
    cases: list[ListedCase]
    has_more: bool


class ListedMatter(BaseModel):
    """A key matter in a quota's list; `reason`: why it is not done, empty where it is.

    `visit_ids`: closed checks that were made for it; `checks`: those of them at the unit's sites.
    """

    id: str
    number: str
    title: str
    due_on: date
    state: SupervisionState
    reason: str
    visit_ids: list[str]
    checks: list[ListedCheck]


class ListedMatters(BaseModel):
    """`may_open`: the matters themselves may be read too."""

    may_open: bool
    matters: list[ListedMatter]


class CheckAnswer(BaseModel):
    item_code: str
    text: str
    result: ResultCode
    note: str


class CheckRecord(BaseModel):
    check: ListedCheck
    answers: list[CheckAnswer]


class TopUpReason(BaseModel):
    code: str
    amount: int


class TopUpSite(BaseModel):
    """A site to check, why, how often and until when; with the checklist that fits."""

    site_id: str
    site_name: str
    unit_name: str
    score: int
    reasons: list[TopUpReason]
    due_on: list[date]
    template_id: str
    template_name: str


class TopUpPerson(BaseModel):
    user_id: str
    name: str
    unit_name: str
    open_tasks: int


class TopUp(BaseModel):
    """补足清单: `asked` checks are asked for by open tasks already."""

    quota_id: str
    unit_name: str
    level: Level
    form: Form
    gap: int
    asked: int
    may_assign: bool
    sites: list[TopUpSite]
    people: list[TopUpPerson]


def _scopes(quota: Quota) -> list[str]:
    return [unit_scope(quota.unit_id, "quotas")] if quota.is_carried else []


QUOTA_FEED = Feed("quota", Quota, QuotaRow, _scopes)
