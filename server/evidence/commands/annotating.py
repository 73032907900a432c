"""Evidence, writes: marks (标注) over a photo, and who took out a sealed original."""

from typing import Annotated

from pydantic import AfterValidator, Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.evidence import queries, rules
from server.evidence.adapters.marks import MOST_MARKS, MOST_SPOTS, Mark, count_spots
from server.evidence.events import PhotoAnnotated


def _check_size(marks: list[Mark]) -> list[Mark]:
    if count_spots(marks) > MOST_SPOTS:
        raise ValueError(f"more than {MOST_SPOTS} points")
    return marks


class AnnotatePhoto(Command):
    """All marks of the photo, in the order of drawing; none takes them off again."""

    photo_id: str
    marks: Annotated[list[Mark], Field(max_length=MOST_MARKS), AfterValidator(_check_size)]


class OpenOriginal(Command):
    photo_id: str


# Only its owner draws, and with each pull the last drawing counts. To ask for the newest row would
# cost him his marks whenever the bytes arrive while he draws.
@command("photo.annotate", grant="photo.attach", stale="append")
def annotate_photo(command: AnnotatePhoto, actor: Actor, at: Moment, session: Session) -> None:
    """The original stays as it is; whoever owns the visit or order says until when."""
    photo = queries.get_photo(session, actor.org, command.photo_id)
    rules.check_owner(photo.owner_id, actor.user_id)
    rules.check_markable(photo.source)
    emit(session, PhotoAnnotated(photo.id, photo.subject_kind, photo.subject_id, photo.slot))
    photo.marks = [mark.model_dump(mode="json") for mark in command.marks]


@command("photo.open_original", grant="evidence.original", stale="append")
def open_original(command: OpenOriginal, actor: Actor, at: Moment, session: Session) -> None:
    """Changes nothing: its line in the journal is what it is for."""
    rules.check_present(queries.get_photo(session, actor.org, command.photo_id).blob)
