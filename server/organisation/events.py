"""Organisation: facts."""

from dataclasses import dataclass
from datetime import date

from server.core.events import Event


@dataclass(frozen=True)
class SiteWasClosed(Event):
    """A site takes no more checks (停用)."""

    site_id: str
    unit_id: str
    reason: str


@dataclass(frozen=True)
class UnitClosed(Event):
    """A unit is no more (停用); `closed_on` was its last day."""

    unit_id: str
    closed_on: date
    reason: str


@dataclass(frozen=True)
class PolicySet(Event):
    """A number of the regulation changes for this company from a day on (制度参数)."""

    key: str
    effective_on: str


@dataclass(frozen=True)
class DelegationFact(Event):
    delegation_id: str
    user_id: str
    kind: str


@dataclass(frozen=True)
class DelegationGiven(DelegationFact):
    """A member of the supervision group may issue orders, or stands in for its head (代理)."""


@dataclass(frozen=True)
class DelegationRevoked(DelegationFact):
    """No longer (收回授权)."""
