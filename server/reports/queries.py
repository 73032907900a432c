"""Reports: every read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.bulletins.models import Bulletin
from server.bulletins.schemas import bulletin_readers
from server.core.actor import Actor
from server.core.db import among, lock_row
from server.evidence.models import Photo
from server.orders.models import Feedback, Matter, Objection, Order, Review
from server.orders.schemas import order_readers
from server.organisation.models import Organisation, Unit
from server.organisation.queries import scopes_of
from server.reports.models import MonthPrint, Slip, SlipVersion
from server.reports.rules import BulletinUnknown, PrintUnknown, SlipUnknown
from server.visits.models import Visit

# A chain is as long as a unit fails; a paper tells of so many at most.
LONGEST_CHAIN = 12


@dataclass(frozen=True)
class Chapter:
    """An order with what belongs to it, each list in its order."""

    order: Order
    matters: list[Matter]
    feedbacks: list[Feedback]
    reviews: list[Review]
    objections: list[Objection]


@dataclass(frozen=True)
class Story:
    """All that a slip tells: its order, those before it from the first on, visit and photos."""

    org_name: str
    now: Chapter
    before: list[Chapter]
    visit: Visit
    photos: Mapping[str, Photo]


def get_readable_order(session: Session, actor: Actor, order_id: str) -> Order:
    """The order where one of the reader's scopes may see it; the same answer for all others."""
    order = find_order(session, actor.org, order_id)
    if order is None or not may_read(actor, order):
        raise SlipUnknown
    return order


def may_read(actor: Actor, order: Order) -> bool:
    """Whoever could carry its row, also when phones no longer do; and the product itself."""
    return actor.is_system or not scopes_of(actor).isdisjoint(order_readers(order))


def get_bulletin(session: Session, org: str, bulletin_id: str) -> Bulletin:
    query = select(Bulletin).where(Bulletin.org == org, Bulletin.id == bulletin_id)
    found = session.scalar(query)
    if found is None:
        raise BulletinUnknown
    return found


def get_readable_bulletin(session: Session, actor: Actor, bulletin_id: str) -> Bulletin:
    """The bulletin where one of the reader's scopes carries it."""
    found = get_bulletin(session, actor.org, bulletin_id)
    if scopes_of(actor).isdisjoint(bulletin_readers(found)):
        raise BulletinUnknown
    return found


def get_company_name(session: Session, org: str) -> str:
    return session.get_one(Organisation, org).name


def find_order(session: Session, org: str, order_id: str) -> Order | None:
    return session.scalar(select(Order).where(Order.org == org, Order.id == order_id))


def find_order_by_number(session: Session, number: str) -> Order | None:
    """The order with this official or temporary number, of whatever company; for the console."""
    query = select(Order).where((Order.number == number) | (Order.temporary_number == number))
    return session.scalar(query.order_by(Order.number.is_(None), Order.id).limit(1))


def get_story(session: Session, order: Order) -> Story:
    chain = _chain(session, order)
    chapters = [_chapter(session, each) for each in chain]
    visit = session.get_one(Visit, order.visit_id)
    subjects = [visit.id, order.id]
    query = select(Photo).where(Photo.org == order.org, among(session, Photo.subject_id, subjects))
    photos = session.scalars(query.order_by(Photo.taken_at, Photo.id))
    return Story(
        org_name=session.get_one(Organisation, order.org).name,
        now=chapters[-1],
        before=chapters[:-1],
        visit=visit,
        photos={photo.id: photo for photo in photos},
    )


def _chain(session: Session, order: Order) -> list[Order]:
    """The order, and before it those that it came from."""
    chain = [order]
    while chain[0].predecessor_id and len(chain) < LONGEST_CHAIN:
        before = find_order(session, order.org, chain[0].predecessor_id)
        if before is None:
            break
        chain.insert(0, before)
    return chain


def _chapter(session: Session, order: Order) -> Chapter:
    mine = {"order_id": order.id}
    matters = select(Matter).filter_by(**mine).order_by(Matter.position)
    feedbacks = select(Feedback).filter_by(**mine).order_by(Feedback.round)
    reviews = select(Review).filter_by(**mine).order_by(Review.round, Review.reviewed_at)
    objections = select(Objection).filter_by(**mine).order_by(Objection.raised_at, Objection.id)
    return Chapter(
        order,
        list(session.scalars(matters)),
        list(session.scalars(feedbacks)),
        list(session.scalars(reviews)),
        list(session.scalars(objections)),
    )


def list_orders_of_month(
    session: Session,
    org: str,
    bounds: tuple[datetime, datetime],
    unit_ids: Sequence[str],
    colour: str | None,
) -> list[Order]:
    """Orders of some units issued between two instants, drafts not; by their numbers."""
    query = select(Order).where(
        Order.org == org,
        Order.issued_at >= bounds[0],
        Order.issued_at < bounds[1],
        Order.number.is_not(None),
        among(session, Order.unit_id, unit_ids),
    )
    if colour is not None:
        query = query.where(Order.colour == colour)
    return list(session.scalars(query.order_by(Order.number, Order.id)))


def list_units_below(session: Session, unit: Unit) -> list[str]:
    """Ids of a unit and of all below it."""
    below = func.substr(Unit.path, 1, len(unit.path)) == unit.path
    return list(session.scalars(select(Unit.id).where(Unit.org == unit.org, below)))


def find_slip(session: Session, token: str) -> Slip | None:
    return session.scalar(select(Slip).where(Slip.token == token))


def get_slip(session: Session, slip_id: str) -> Slip:
    return session.get_one(Slip, slip_id)


def find_version(session: Session, slip_id: str, content_hash: str) -> SlipVersion | None:
    query = select(SlipVersion).where(SlipVersion.slip_id == slip_id)
    return session.scalar(query.where(SlipVersion.hash == content_hash))


def get_newest_version(session: Session, slip: Slip) -> SlipVersion:
    query = select(SlipVersion).where(SlipVersion.slip_id == slip.id)
    return session.scalars(query.order_by(SlipVersion.number.desc()).limit(1)).one()


def list_hashes(session: Session, slip_id: str) -> list[str]:
    return list(session.scalars(select(SlipVersion.hash).where(SlipVersion.slip_id == slip_id)))


def list_photos_by_id(session: Session, org: str, ids: Sequence[str]) -> dict[str, Photo]:
    query = select(Photo).where(Photo.org == org, among(session, Photo.id, ids))
    return {photo.id: photo for photo in session.scalars(query)}


def get_print(session: Session, org: str, print_id: str) -> MonthPrint:
    """The print, locked for a change."""
    found = lock_row(session, MonthPrint, org, print_id)
    if found is None:
        raise PrintUnknown(print_id=print_id)
    return found


def find_print(session: Session, print_id: str) -> MonthPrint | None:
    return session.get(MonthPrint, print_id)


def has_running_print(session: Session, actor: Actor) -> bool:
    mine = (MonthPrint.org == actor.org, MonthPrint.user_id == actor.user_id)
    query = select(MonthPrint.id).where(*mine, MonthPrint.state.in_(("waiting", "working")))
    return session.scalar(query.limit(1)) is not None


def list_settled(session: Session, org: str, before: datetime, limit: int) -> list[str]:
    """Ids of prints that ended before an instant and are still shown."""
    query = select(MonthPrint.id).where(MonthPrint.org == org, MonthPrint.is_carried)
    old = query.where(MonthPrint.ended_at < before).order_by(MonthPrint.ended_at)
    return list(session.scalars(old.limit(limit)))


def list_kept_prints(session: Session) -> set[str]:
    """Ids of all prints whose file, or parts of it, may still be wanted."""
    return set(session.scalars(select(MonthPrint.id).where(MonthPrint.is_carried)))
