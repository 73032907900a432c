"""Planning reads: secrets of the months (抽签种子)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import lock_row
from server.organisation.queries import lock_company
from server.planning.models.seeds import DrawSeed


def seed_id(org: str, period: str) -> str:
    return f"{org}.{period}"


def find_seed(session: Session, org: str, period: str) -> DrawSeed | None:
    """A month's seed, locked for a change."""
    return lock_row(session, DrawSeed, org, seed_id(org, period))


def find_seed_in_turn(session: Session, org: str, period: str) -> DrawSeed | None:
    """The same, after who else may be making it: none is made twice."""
    lock_company(session, org)
    query = select(DrawSeed).where(DrawSeed.id == seed_id(org, period))
    return session.scalar(query.with_for_update())


def list_months(session: Session, period: str) -> list[DrawSeed]:
    """The seed of a month, of every company."""
    query = select(DrawSeed).where(DrawSeed.period == period)
    return list(session.scalars(query.order_by(DrawSeed.org)))


def has_seed(session: Session, org: str, period: str) -> bool:
    return session.get(DrawSeed, seed_id(org, period)) is not None


def list_hidden_periods(session: Session, org: str, before: str) -> list[str]:
    """Months before one whose secrets are still to be published."""
    query = select(DrawSeed.period).where(
        DrawSeed.org == org, DrawSeed.period < before, DrawSeed.revealed.is_(None)
    )
    return list(session.scalars(query.order_by(DrawSeed.period)))
