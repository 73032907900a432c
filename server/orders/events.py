"""Orders: facts."""

from dataclasses import dataclass

from server.core.events import Event


@dataclass(frozen=True)
class OrderFact(Event):
    order_id: str
    unit_id: str
    colour: str
    number: str
    site_name: str
    issuer_id: str


@dataclass(frozen=True)
class OrderDelivered(OrderFact):
    """The order and all its photos are visible to the unit; its clock starts."""


@dataclass(frozen=True)
class OrderAcknowledged(OrderFact):
    """The unit signed for it (签收)."""


@dataclass(frozen=True)
class FeedbackSubmitted(OrderFact):
    """The unit wrote what it did; all photos of that are there."""


@dataclass(frozen=True)
class OrderReturned(OrderFact):
    """The reviewer wants better papers (退回)."""


@dataclass(frozen=True)
class OrderClosed(OrderFact):
    """Reviewed and passed, or a green order acknowledged."""


@dataclass(frozen=True)
class OrangeDrafted(OrderFact):
    """An orange order waits for the head of the group; `before` is the number of the one before."""

    cause: str
    before: str


@dataclass(frozen=True)
class OrderEscalated(OrderFact):
    """An order ended because an orange one took its place (升橙)."""


@dataclass(frozen=True)
class OrangeFailed(OrderFact):
    """Even an orange order was late or not enough: a matter for the leading group (AMB-19)."""


@dataclass(frozen=True)
class OrderProposed(OrderFact):
    """Who checked may not issue it: it waits for the head of the group (提交组长签发)."""


@dataclass(frozen=True)
class OrderVoided(OrderFact):
    """Its check was entered wrongly (作废), or it was no repetition after all."""

    is_delivered: bool
    reason: str


@dataclass(frozen=True)
class OrderWithdrawn(OrderFact):
    """Taken back before delivery, with a reason."""


@dataclass(frozen=True)
class ObjectionRaised(OrderFact):
    """The inspected side says that some matters are wrong (异议)."""


@dataclass(frozen=True)
class ObjectionAnswered(OrderFact):
    """The group's head has answered: the matters are struck out, or they stand."""

    is_upheld: bool


@dataclass(frozen=True)
class ExtensionAsked(OrderFact):
    """The unit asks for a later day (延期)."""

    wanted_on: str


@dataclass(frozen=True)
class ExtensionAnswered(OrderFact):
    """Granted, with the day until which there is time now, or refused."""

    granted_on: str | None


@dataclass(frozen=True)
class ProgressReported(OrderFact):
    """Written feedback came in three days; the rest is mended later (AMB-11)."""


@dataclass(frozen=True)
class OrderCommented(OrderFact):
    """Somebody had something to say on it (意见)."""

    author: str
