"""Visits: facts."""

from dataclasses import dataclass
from datetime import date

from server.core.events import Event


@dataclass(frozen=True)
class VisitClosed(Event):
    """The inspector finished; photos may still be on their way."""

    visit_id: str
    task_id: str | None


@dataclass(frozen=True)
class VoidFact(Event):
    visit_id: str
    unit_id: str
    site_id: str
    site_name: str
    inspector_id: str
    asker_id: str
    reason: str


@dataclass(frozen=True)
class VoidAsked(VoidFact):
    """Somebody says that a check was entered wrongly (申请作废)."""


@dataclass(frozen=True)
class VoidRefused(VoidFact):
    """The check stands; `reason` is the judge's."""


@dataclass(frozen=True)
class VisitVoided(VoidFact):
    """The check was entered wrongly (作废): what hung on it follows."""

    task_id: str | None


@dataclass(frozen=True)
class VisitCompleted(Event):
    """Closed, and every photo is on the server: from now on it counts."""

    visit_id: str
    site_id: str
    unit_id: str
    level: str
    form: str
    inspector_unit_id: str
    day: date
