"""Organisation: facts."""

from dataclasses import dataclass

from server.core.events import Event


@dataclass(frozen=True)
class SiteWasClosed(Event):
    """A site takes no more checks (停用)."""

    site_id: str
    unit_id: str
    reason: str
