"""Planning rules: who is proposed for a check, and why (按级别、片区、工作量分派)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

# One open task more is taken on for a way that is made anyway.
ON_THE_WAY_IS_WORTH = 1
# Tasks of the same branch that are due within so many days are on the way.
NEAR_DAYS = 3
# 最空闲 · 顺路 · 工作量较多
Reason = Literal["least_load", "on_the_way", "loaded"]


@dataclass(frozen=True)
class Candidate:
    """Somebody who may make this check, with the open tasks that he has; `near`: on the way."""

    user_id: str
    name: str
    unit_id: str
    open_tasks: int
    near: int


@dataclass(frozen=True)
class Proposal:
    user_id: str
    name: str
    open_tasks: int
    reasons: tuple[Reason, ...]


def ranked(candidates: Iterable[Candidate], form: str, unit_id: str) -> list[Proposal]:
    """The best first. A spot check is never made by the inspected unit's own people (抽查)."""
    fit = [its for its in candidates if form != "spot" or its.unit_id != unit_id]
    least = min((its.open_tasks for its in fit), default=0)
    return [
        Proposal(its.user_id, its.name, its.open_tasks, _reasons(its, least))
        for its in sorted(fit, key=_place)
    ]


def _place(its: Candidate) -> tuple[int, str, str]:
    weighed = its.open_tasks - (ON_THE_WAY_IS_WORTH if its.near else 0)
    return weighed, its.name, its.user_id


def _reasons(its: Candidate, least: int) -> tuple[Reason, ...]:
    load: Reason = "least_load" if its.open_tasks == least else "loaded"
    return ("on_the_way", load) if its.near else (load,)
