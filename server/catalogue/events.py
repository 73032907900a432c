"""Catalogue: facts about supervision matters (督查事项). Whoever counts the 100 % listens here."""

from dataclasses import dataclass

from server.core.events import Event


@dataclass(frozen=True)
class MatterFact(Event):
    """`unit_ids`: units with a part of it; `due_on`: ISO day; `track`: key (100 %) or routine."""

    matter_id: str
    unit_ids: tuple[str, ...]
    due_on: str
    track: str
    number: str
    title: str


@dataclass(frozen=True)
class MatterOpened(MatterFact):
    """It is under supervision from now on; on the key track it needs a closed check."""


@dataclass(frozen=True)
class MatterChanged(MatterFact):
    """Another unit takes part in it, or it has become key: the fields say what holds now."""

    told_unit_ids: tuple[str, ...]


@dataclass(frozen=True)
class LetterRouted(MatterFact):
    """A general letter: it is handled as a case (诉求工单), and supervised no further."""


@dataclass(frozen=True)
class MatterCovered(MatterFact):
    """A check that was made for it is closed (W1-12(2)a); told again for each further check."""

    visit_id: str


@dataclass(frozen=True)
class MatterUncovered(MatterFact):
    """A check that covered it was voided; `is_covered` says whether another one still does."""

    visit_id: str
    is_covered: bool


@dataclass(frozen=True)
class MatterClosed(MatterFact):
    """办结: all parts are done, and the group has looked at their evidence.

    It counts as covered, whether or not a check was made for it: the sheet is the record.
    """

    told_unit_ids: tuple[str, ...]


@dataclass(frozen=True)
class MatterWaived(MatterFact):
    """核销: given up, as another person approved; nobody counts it as asked for any more."""


@dataclass(frozen=True)
class WaiverAsked(MatterFact):
    """Somebody of the group wants to give it up; another person has to approve."""

    asker_id: str


@dataclass(frozen=True)
class WaiverRefused(MatterFact):
    """It goes on."""

    asker_id: str


@dataclass(frozen=True)
class PartFact(Event):
    """`photo_ids` lie in evidence, which checks that they belong to the part."""

    matter_id: str
    part_id: str
    unit_id: str
    number: str
    title: str


@dataclass(frozen=True)
class PartReported(PartFact):
    """The unit says that its part is done, with evidence."""

    photo_ids: tuple[str, ...]


@dataclass(frozen=True)
class PartReturned(PartFact):
    """The evidence does not show it: the unit has to do it again."""


@dataclass(frozen=True)
class ReceiptPassedUp(Event):
    """A result was not read in time: the head of the supervision group hears of it, once."""

    matter_id: str
    receipt_id: str
    unit_id: str
    unit_name: str
    number: str
    title: str


@dataclass(frozen=True)
class MattersListed(Event):
    """The day's list of open matters without a next step, or with one that is past."""

    digest_id: str
    day: str
    count: int
