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
class CasesCounted(Event):
    """A month's closed cases of a unit and channel were counted: all, and those called back."""

    unit_id: str
    period: str
    channel: str
    total: int
    called_back: int


@dataclass(frozen=True)
class ImportConfirmed(Event):
    """What somebody put in force: the file, and the counts per unit and month.

    `counts` holds unit, kind, month, what it was, and what it will be.
    """

    import_id: str
    list_name: str
    sha256: str
    mode: str
    reason: str
    counts: list[tuple[str, str, str, int | None, int]]


@dataclass(frozen=True)
class ImportUndone(Event):
    """An import is taken back as a whole; `counts` as in ImportConfirmed: now, and again."""

    import_id: str
    sha256: str
    reason: str
    counts: list[tuple[str, str, str, int | None, int]]


@dataclass(frozen=True)
class RecordsMoved(Event):
    """A batch of records came or went; `sha256` covers what they say, or who they are."""

    import_id: str
    phase: str
    rows: int
    sha256: str
