"""Planning shapes: plans, schedules and campaigns."""

from datetime import date, datetime

from server.core.feeds import Feed, RowShape, company_scope, unit_scope
from server.core.words import (
    CampaignKind,
    CampaignState,
    Form,
    Level,
    PlanKind,
    PlanState,
    RestChoice,
    ScheduleState,
)
from server.planning.commands.plan_lines import PlanLine
from server.planning.models.campaigns import Campaign
from server.planning.models.plans import Plan
from server.planning.models.schedules import Schedule


class PlanRow(RowShape):
    unit_id: str
    unit_name: str
    kind: PlanKind
    period: str
    version: int
    state: PlanState
    goals: str
    lines: list[PlanLine]
    due_on: date
    writer_ids: list[str]
    writer_names: list[str]
    submitted_at: datetime | None
    is_late: bool
    decided_at: datetime | None
    decider_name: str
    return_reason: str


class ScheduleRow(RowShape):
    unit_id: str
    unit_name: str
    title: str
    rule: str
    starts_on: date
    without: list[date]
    on_rest: RestChoice
    lead_days: int
    site_ids: list[str]
    template_id: str
    level: Level
    form: Form
    assignee_id: str | None
    state: ScheduleState
    next_due_on: date | None


class CampaignRow(RowShape):
    unit_id: str
    title: str
    kind: CampaignKind
    starts_on: date
    ends_on: date
    site_ids: list[str]
    template_id: str
    level: Level
    form: Form
    responsible: str
    state: CampaignState
    done: int | None
    total: int | None
    closed_at: datetime | None
    closer_name: str
    closing_note: str


def _campaign_scopes(its: Campaign) -> list[str]:
    """A mystery campaign is the group's own business until it is published (AMB-23)."""
    return [company_scope("covert-tasks" if its.kind == "mystery" else "campaigns")]


PLAN_FEED = Feed("plan", Plan, PlanRow, lambda its: [unit_scope(its.unit_id, "plans")])
SCHEDULE_FEED = Feed(
    "schedule", Schedule, ScheduleRow, lambda its: [unit_scope(its.unit_id, "plans")]
)
CAMPAIGN_FEED = Feed("campaign", Campaign, CampaignRow, _campaign_scopes)
