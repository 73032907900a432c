"""Planning shapes: draws (抽样) as the office reads them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from server.core.words import (
    DrawCheck,
    DrawSource,
    DrawState,
    ExclusionRule,
    PickState,
    ReplaceReason,
)
from server.planning.commands.draws import Plan


class DrawSummary(BaseModel):
    """A draw in the list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    unit_id: str
    source: DrawSource
    state: DrawState
    begun_at: datetime
    beginner_name: str
    frozen_at: datetime | None
    drawn_at: datetime | None
    size: int
    taken: int
    redraw_of: str | None


class PersonCount(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    month: str
    begun: int
    drawn: int


class DrawPage(BaseModel):
    """`people`: how many draws each person began a month, and how many were drawn."""

    draws: list[DrawSummary]
    next: str | None
    people: list[PersonCount]


class StratumShape(BaseModel):
    """`rule`: "" for a stratum, or why its rows are left out."""

    number: int
    rule: ExclusionRule | Literal[""]
    names: list[str]
    size: int
    hash: str
    take: int
    reserve: int


class DrawDetail(DrawSummary):
    """`seed`: hidden until the draw is made. `redraws`: draws that were made in its stead."""

    plan: Plan
    unit_name: str
    commitment: str
    seed: str | None
    freezer_name: str | None
    population_hash: str | None
    drawer_name: str | None
    picks_hash: str | None
    reason: str
    redraws: list[str]
    strata: list[StratumShape]
    may_make: bool


class PickShape(BaseModel):
    """`subject_id` is None where the record is gone; `for_position`: whom a reserve stands for."""

    stratum: int
    position: int
    ordinal: int
    is_reserve: bool
    for_position: int | None
    subject_id: str | None
    title: str
    unit_name: str
    told: list[str]
    state: PickState
    reason: ReplaceReason | None
    note: str
    successor: int | None
    task_id: str | None


class PickPage(BaseModel):
    picks: list[PickShape]
    next: int | None
    count: int


class CheckResult(BaseModel):
    check: DrawCheck
    is_right: bool


class RowChangeShape(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    kind: Literal["altered", "missing", "added"]
    row: str


class ProofReport(BaseModel):
    """Everything computed again: `changed` counts the rows of which `changes` names some."""

    is_right: bool
    checks: list[CheckResult]
    changes: list[RowChangeShape]
    changed: int
    later: int
