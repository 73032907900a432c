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


@dataclass(frozen=True)
class TasksGiven(Event):
    """Several checks at once, from a plan, a schedule or a campaign of this title."""

    user_id: str
    task_id: str
    title: str
    count: int
    first_due_on: str


@dataclass(frozen=True)
class TaskFact(Event):
    task_id: str
    assignee_id: str
    site_name: str
    due_on: str


@dataclass(frozen=True)
class TaskDue(TaskFact):
    """It is due in so many days, 0 being today (临期提醒)."""

    days_left: int


@dataclass(frozen=True)
class TaskOverdue(TaskFact):
    """Its day is over, and it goes up (逾期上报)."""

    unit_id: str


@dataclass(frozen=True)
class TaskSettledLate(TaskFact):
    """Somebody from whom it had been taken sent his result after all."""

    former_name: str


@dataclass(frozen=True)
class TasksHandedOver(Event):
    """So many tasks of somebody's are another's now (移交)."""

    task_id: str
    from_id: str
    to_id: str
    site_name: str
    count: int
    reason: str


@dataclass(frozen=True)
class SwapFact(Event):
    task_id: str
    user_id: str
    site_name: str


@dataclass(frozen=True)
class SwapOffered(SwapFact):
    """`user_id` is asked to give one of his tasks for this one (换班)."""


@dataclass(frozen=True)
class SwapAnswered(SwapFact):
    """Whom it was asked for hears the answer."""

    is_agreed: bool


@dataclass(frozen=True)
class PlanFact(Event):
    plan_id: str
    unit_id: str
    title: str
    writer_ids: tuple[str, ...]


@dataclass(frozen=True)
class PlanOpened(PlanFact):
    """It waits to be written, by this day."""

    due_on: str


@dataclass(frozen=True)
class PlanSubmitted(PlanFact):
    """It waits for approval."""


@dataclass(frozen=True)
class PlanApproved(PlanFact):
    """Its tasks are made."""


@dataclass(frozen=True)
class PlanReturned(PlanFact):
    """It is to be mended and sent again."""

    reason: str
