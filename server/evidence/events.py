"""Evidence: facts. Whoever owns the subject reacts: it knows who may, and until when."""

from dataclasses import dataclass

from server.core.events import Event


@dataclass(frozen=True)
class PhotoFact(Event):
    photo_id: str
    subject_kind: str
    subject_id: str
    slot: str


@dataclass(frozen=True)
class PhotoAttached(PhotoFact):
    """A photo's row came; `replaces` names a refused one whose place it takes."""

    replaces: str | None


@dataclass(frozen=True)
class PhotoDetached(PhotoFact):
    """A photo was taken back before its record was closed."""


@dataclass(frozen=True)
class PhotoAnnotated(PhotoFact):
    """Marks were laid over a photo, or taken off."""


@dataclass(frozen=True)
class PhotoArrived(PhotoFact):
    """A photo's bytes are complete, verified and stored."""


@dataclass(frozen=True)
class PhotoRefused(PhotoFact):
    """A photo's bytes are no acceptable picture."""

    reason: str
