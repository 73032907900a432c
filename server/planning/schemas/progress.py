"""Planning shapes: who may do what, who has how much, and how far it has come."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from server.core.words import Form, Level, RestChoice, TaskOutcome, TaskState
from server.planning.rules.assigning import Reason
from server.planning.rules.recurrence import LONGEST


def _listed(text: object) -> object:
    """`a,b` of an address."""
    return [part for part in text.split(",") if part] if isinstance(text, str) else text


class Asked(BaseModel):
    """What an address may ask; nothing unknown is let in."""

    model_config = ConfigDict(extra="forbid")


class CandidateQuery(Asked):
    site_id: str
    level: Level
    form: Form
    due_on: date


class ProposalRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    user_id: str
    name: str
    open_tasks: int
    reasons: list[Reason]


class Proposals(BaseModel):
    """Who could make a check, the best first, with the reasons (按级别、片区、工作量)."""

    proposals: list[ProposalRow]


class PersonLoad(BaseModel):
    """How much somebody has to do. `stranded_ids`: open tasks that he can no longer do, because he
    has left or holds the level there no more."""

    user_id: str
    name: str
    unit_name: str
    is_active: bool
    open: int
    overdue: int
    stranded_ids: list[str]


class Loads(BaseModel):
    people: list[PersonLoad]


class SettledQuery(Asked):
    begin: date
    until: date


class SettledTask(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    site_name: str
    unit_name: str
    branch_name: str
    level: Level
    form: Form
    assignee_name: str
    done_by_name: str
    due_on: date
    settled_on: date | None
    state: TaskState
    outcome: TaskOutcome
    note: str
    visit_id: str | None
    other_visit_ids: list[str]
    plan_id: str | None
    schedule_id: str | None
    campaign_id: str | None


class SettledTasks(BaseModel):
    tasks: list[SettledTask]
    has_more: bool


class ProgressQuery(Asked):
    sources: Annotated[list[str], BeforeValidator(_listed), Field(min_length=1, max_length=100)]


class ProgressLine(BaseModel):
    """Tasks of a plan, schedule or campaign in one branch; called-off ones count for nothing."""

    source_id: str
    branch_id: str
    branch_name: str
    total: int
    done: int
    late: int
    overdue: int


class Progress(BaseModel):
    lines: list[ProgressLine]


class PreviewQuery(Asked):
    rule: str = Field(min_length=1, max_length=LONGEST)
    starts_on: date
    on_rest: RestChoice = "later"
    without: Annotated[list[date], BeforeValidator(_listed), Field(max_length=100)] = []


class PreviewDay(BaseModel):
    """`day` by the rule, `due_on` after days of rest; provisional where a calendar is not out."""

    day: date
    due_on: date
    is_provisional: bool


class Preview(BaseModel):
    days: list[PreviewDay]
