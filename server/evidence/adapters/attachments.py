"""Evidence: what the journal says of the photos that were attached."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import CTE, func, or_, select
from sqlalchemy.orm import Session

from server.core.db import among
from server.core.journal import JournalEntry
from server.evidence.models import Photo

ATTACH = "photo.attach"
STREAMED = 1000


@dataclass(frozen=True)
class Difference:
    """A photo whose row is not as it was attached; `number` is the journal's line, if any."""

    org: str
    photo_id: str
    number: int | None


def find_differences(session: Session) -> Iterator[Difference]:
    """Photos whose newest attachment is missing, or tells another hash, size or other facts."""
    attached = _attached()
    told = attached.c
    differs = or_(
        told.number.is_(None),
        told.sha256 != Photo.sha256,
        told.size != Photo.size,
        told.owner_id != Photo.owner_id,
        func.coalesce(told.facts, "") != func.coalesce(Photo.facts, ""),
    )
    query = (
        select(Photo.org, Photo.id, told.number)
        .outerjoin(attached, (told.org == Photo.org) & (told.photo_id == Photo.id))
        .where(differs, or_(told.place == 1, told.place.is_(None)))
    )
    for org, photo_id, number in session.execute(query.execution_options(yield_per=STREAMED)):
        yield Difference(org, photo_id, number)


def list_attached_hashes(session: Session, hashes: Collection[str]) -> set[str]:
    """Which of these were ever attached, be it to a photo that was taken back since."""
    sha256 = JournalEntry.args["sha256"].as_string()
    query = select(sha256).where(JournalEntry.command == ATTACH, among(session, sha256, hashes))
    return set(session.scalars(query))


def _attached() -> CTE:
    """Each photo's attachments, the newest in place 1; made once, so that the join is by hash."""
    args = JournalEntry.args
    photo_id = args["photo_id"].as_string()
    newest = func.row_number().over(
        partition_by=(JournalEntry.org, photo_id), order_by=JournalEntry.number.desc()
    )
    query = select(
        JournalEntry.org,
        JournalEntry.number,
        JournalEntry.actor_id.label("owner_id"),
        photo_id.label("photo_id"),
        args["sha256"].as_string().label("sha256"),
        args["size"].as_integer().label("size"),
        args[("seal", "facts")].as_string().label("facts"),
        newest.label("place"),
    ).where(JournalEntry.command == ATTACH)
    return query.cte("attached").prefix_with("MATERIALIZED")
