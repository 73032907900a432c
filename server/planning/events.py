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
class PopulationSet(Event):
    """A month's services or customers of a unit became known, or were corrected."""

    unit_id: str
    kind: str
    period: str
    size: int


@dataclass(frozen=True)
class DrawBegun(Event):
    """The hash of a draw's own seed, before its population is known."""

    draw_id: str
    commitment: str


@dataclass(frozen=True)
class CandidatesAsked(Event):
    """A population of another module's records is to be frozen: who has them, gives them."""

    draw_id: str
    source: str


@dataclass(frozen=True)
class PopulationFrozen(Event):
    """Every row has its ordinal within its stratum; `left_out` counts those of each rule."""

    draw_id: str
    size: int
    population_hash: str
    left_out: dict[str, int]


@dataclass(frozen=True)
class DrawMade(Event):
    """The seed itself, and the hash of what it has drawn."""

    draw_id: str
    seed: str
    taken: int
    picks_hash: str


@dataclass(frozen=True)
class PickReplaced(Event):
    """The next reserve of a stratum stands in for one that could not be reached."""

    draw_id: str
    stratum: int
    position: int
    successor: int
    reason: str
