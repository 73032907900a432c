"""Quotas: facts."""

from dataclasses import dataclass

from server.core.events import Event


@dataclass(frozen=True)
class QuotaResized(Event):
    """What is required was computed anew from another base, or under another policy."""

    quota_id: str
    reason: str
    from_base: int | None
    to_base: int | None
    from_required: int
    to_required: int


@dataclass(frozen=True)
class QuotaRepaired(Event):
    """Kept counts did not agree with the visits, and were counted anew."""

    quota_id: str
    from_done: int
    to_done: int
