"""Catalogue reads: supervision matters (督查事项)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.catalogue.models.matters import (
    MatterDigest,
    MatterPart,
    MatterReceipt,
    SupervisionMatter,
)
from server.catalogue.rules.matters import OPEN, MatterUnknown, PartUnknown, ReceiptUnknown
from server.core.actor import Actor
from server.core.db import lock_row, lock_rows
from server.core.problems import NotAllowed
from server.organisation.queries import lock_company


def get_matter(session: Session, org: str, matter_id: str) -> SupervisionMatter:
    """The matter, locked for a change."""
    matter = lock_row(session, SupervisionMatter, org, matter_id)
    if matter is None:
        raise MatterUnknown(matter_id=matter_id)
    return matter


def get_matter_for(session: Session, actor: Actor, matter_id: str, grant: str) -> SupervisionMatter:
    """The matter for a change by somebody who holds the grant over all that it concerns."""
    matter = get_matter(session, actor.org, matter_id)
    concerned = matter.unit_ids or matter.reader_ids[:1]
    if not all(actor.may(grant, unit_id) for unit_id in concerned):
        raise NotAllowed
    return matter


def get_part(session: Session, org: str, part_id: str) -> MatterPart:
    """A part, locked for a change."""
    part = lock_row(session, MatterPart, org, part_id)
    if part is None:
        raise PartUnknown(part_id=part_id)
    return part


def get_receipt(session: Session, org: str, receipt_id: str) -> MatterReceipt:
    """A receipt, locked for a change."""
    receipt = lock_row(session, MatterReceipt, org, receipt_id)
    if receipt is None:
        raise ReceiptUnknown(receipt_id=receipt_id)
    return receipt


def list_parts(session: Session, org: str, matter_id: str) -> Sequence[MatterPart]:
    """All parts of a matter in their order, locked for a change."""
    query = select(MatterPart.id).where(MatterPart.matter_id == matter_id)
    ids = list(session.scalars(query.order_by(MatterPart.position)))
    lock_rows(session, MatterPart, org, ids)
    return [get_part(session, org, part_id) for part_id in ids]


def next_serial(session: Session, org: str, year: int) -> int:
    """The next number of a year; who asks for one does so in turn, so that none is given twice."""
    lock_company(session, org)
    query = select(func.max(SupervisionMatter.serial)).where(
        SupervisionMatter.org == org, SupervisionMatter.year == year
    )
    return (session.scalar(query) or 0) + 1


def list_adrift(session: Session, org: str, today: date) -> list[str]:
    """Open matters without a next step, or with one that is past; the most urgent first."""
    query = select(SupervisionMatter.id).where(
        SupervisionMatter.org == org,
        SupervisionMatter.state == OPEN,
        SupervisionMatter.next_on.is_(None) | (SupervisionMatter.next_on < today),
    )
    order = (SupervisionMatter.due_on, SupervisionMatter.id)
    return list(session.scalars(query.order_by(*order)))


def has_digest(session: Session, org: str, day: date) -> bool:
    return session.get(MatterDigest, digest_id(org, day)) is not None


def digest_id(org: str, day: date) -> str:
    """From what it is, so that no day is listed twice."""
    return f"{org}.matters.{day}"


def list_unread_due(session: Session, now: datetime, limit: int) -> list[tuple[str, str]]:
    """Receipts of all companies that go up now, with their companies: (org, id), by the index."""
    query = select(MatterReceipt.org, MatterReceipt.id).where(MatterReceipt.passes_up_at <= now)
    found = session.execute(query.order_by(MatterReceipt.passes_up_at).limit(limit))
    return [(org, receipt_id) for org, receipt_id in found]
