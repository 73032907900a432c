"""Evidence: photos of supervision matters (督查事项). Catalogue lies below it."""

from sqlalchemy.orm import Session

from server.catalogue.events import MatterClosed, PartReported
from server.catalogue.queries.matters import get_matter, get_part
from server.catalogue.rules.matters import PartNotOpen, check_open
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.events import reacts_to
from server.core.problems import NotAllowed
from server.evidence import queries
from server.evidence.commands.placing import drop_photo, place_photo
from server.evidence.events import PhotoAnnotated, PhotoAttached, PhotoDetached, PhotoFact
from server.evidence.rules import PhotosAwaited, PhotosNotOfPart

MATTER = "supervision_matter"


@reacts_to(PhotoAttached)
def accept_part_photo(fact: PhotoAttached, actor: Actor, at: Moment, session: Session) -> None:
    """`slot` is the part: who answers for its unit may add to it while it is not reported."""
    if fact.subject_kind != MATTER:
        return
    unit_id = _check_changeable(fact, actor, session)
    if fact.replaces is not None:
        replaced = queries.get_own_photo(session, actor, fact.replaces)
        if (replaced.subject_id, replaced.slot) != (fact.subject_id, fact.slot):
            raise PhotosNotOfPart
        drop_photo(session, actor.org, fact.replaces)
    place_photo(session, actor.org, fact.photo_id, unit_id, is_shared=True)


@reacts_to(PhotoDetached, PhotoAnnotated)
def check_part_changeable(fact: PhotoFact, actor: Actor, at: Moment, session: Session) -> None:
    if fact.subject_kind == MATTER:
        _check_changeable(fact, actor, session)


@reacts_to(PartReported)
def check_part_photos(fact: PartReported, actor: Actor, at: Moment, session: Session) -> None:
    """A report may name the photos of its own part alone."""
    photos = queries.list_photos(session, actor.org, MATTER, fact.matter_id)
    own = {photo.id for photo in photos if photo.slot == fact.part_id and photo.blob != "refused"}
    if not set(fact.photo_ids) <= own:
        raise PhotosNotOfPart


@reacts_to(MatterClosed)
def check_photos_arrived(fact: MatterClosed, actor: Actor, at: Moment, session: Session) -> None:
    """Nobody has looked at evidence that is still under way."""
    if queries.is_awaiting_bytes(session, actor.org, MATTER, fact.matter_id):
        raise PhotosAwaited


def _check_changeable(fact: PhotoFact, actor: Actor, session: Session) -> str:
    """The unit whose part it is."""
    part = get_part(session, actor.org, fact.slot)
    if part.matter_id != fact.subject_id or not actor.may("matter.respond", part.unit_id):
        raise NotAllowed
    check_open(get_matter(session, actor.org, part.matter_id).state)
    if part.state != "open":
        raise PartNotOpen
    return part.unit_id
