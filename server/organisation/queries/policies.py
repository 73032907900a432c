"""Organisation, reads: the policies in force on a day (R-84)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.organisation.models import (
    Policy,
)
from server.organisation.rules import POLICY_DEFAULTS


@dataclass(frozen=True)
class Setting:
    """A policy's value with where it comes from; no id and no day: the regulation's own number."""

    value: Any
    policy_id: str | None = None
    effective_on: date | None = None
    clause: str = ""


def get_policies(session: Session, org: str, on: date) -> Mapping[str, Any]:
    """Every policy value in force on a day; the regulation's own number where none is set."""
    query = (
        select(Policy.key, Policy.value)
        .where(Policy.org == org, Policy.effective_on <= on)
        .order_by(Policy.effective_on, Policy.id)
    )
    return {**POLICY_DEFAULTS, **{key: value for key, value in session.execute(query)}}


def find_setting(session: Session, org: str, key: str, on: date) -> Setting:
    """A policy in force on a day, as a record keeps it (R-84)."""
    query = (
        select(Policy)
        .where(Policy.org == org, Policy.key == key, Policy.effective_on <= on)
        .order_by(Policy.effective_on.desc(), Policy.id.desc())
        .limit(1)
    )
    policy = session.scalar(query)
    if policy is None:
        return Setting(POLICY_DEFAULTS[key])
    return Setting(policy.value, policy.id, policy.effective_on, policy.clause)
