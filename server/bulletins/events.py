"""Bulletins: facts."""

from dataclasses import dataclass

from server.core.events import Event


@dataclass(frozen=True)
class BulletinFact(Event):
    bulletin_id: str
    period: str
    version: int


@dataclass(frozen=True)
class BulletinDrafted(BulletinFact):
    """The month's figures wait for somebody to look at them, and for another to approve."""


@dataclass(frozen=True)
class BulletinPublished(BulletinFact):
    """Everybody in the company may read it; these units have to sign for it."""

    unit_ids: tuple[str, ...]


@dataclass(frozen=True)
class BulletinWithdrawn(BulletinFact):
    """It was wrong; a corrected version follows."""

    unit_ids: tuple[str, ...]
