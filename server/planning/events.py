"""Planning: facts."""

from dataclasses import dataclass

from server.core.events import Event


@dataclass(frozen=True)
class TaskAssigned(Event):
    task_id: str
    assignee_id: str
    site_name: str
    due_on: str
    kind: str = "check"


@dataclass(frozen=True)
class SeedCommitted(Event):
    """The hash of a month's secret, before anything is drawn with it."""

    period: str
    commitment: str


@dataclass(frozen=True)
class SeedRevealed(Event):
    """The secret itself, after its month: now everybody can draw again."""

    period: str
    secret: str


@dataclass(frozen=True)
class CasesCounted(Event):
    """A month's closed cases of a unit and channel, and those called back, are known anew."""

    unit_id: str
    period: str
    channel: str
    total: int
    called_back: int


@dataclass(frozen=True)
class PopulationSet(Event):
    """A month's services or customers of a unit became known, or were corrected."""

    unit_id: str
    kind: str
    period: str
    size: int
