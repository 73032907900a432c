"""Planning rules: on which days somebody is reminded of a task (W1-9(2)b)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True)
class Steps:
    """So many days before the day that it is due, and after it before it goes up."""

    before: frozenset[int]
    after: int


def steps_by(policies: Mapping[str, Any]) -> Steps:
    before = (policies[f"remind.before_days_{number}"] for number in (1, 2, 3))
    return Steps(frozenset(before), policies["remind.escalate_after_days"])


def reminder_days(due_on: date, steps: Steps) -> list[date]:
    """All of them, the last being the one on which it goes up; each day once."""
    days = {due_on - timedelta(days=ahead) for ahead in steps.before}
    return sorted(days | {due_on + timedelta(days=steps.after)})


def next_reminder(due_on: date, steps: Steps, after: date) -> date | None:
    """The first one behind a day. Days that nobody swept are passed over: one word is enough."""
    return next((day for day in reminder_days(due_on, steps) if day > after), None)


def is_escalated(due_on: date, steps: Steps, today: date) -> bool:
    return today >= due_on + timedelta(days=steps.after)
