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
class VisitCompleted(Event):
    """Closed, and every photo is on the server: from now on it counts."""

    visit_id: str
    site_id: str
    unit_id: str
    level: str
    form: str
    inspector_unit_id: str
    day: date
