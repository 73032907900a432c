"""Planning reads: what there is to sample from (抽样总体)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.organisation.queries import list_units
from server.planning.models.populations import Population
from server.planning.rules.directory import NamedUnit


def find_population(
    session: Session, org: str, unit_id: str, kind: str, period: str
) -> Population | None:
    return session.scalar(
        select(Population).where(
            Population.org == org,
            Population.unit_id == unit_id,
            Population.kind == kind,
            Population.period == period,
        )
    )


def list_populations(session: Session, org: str, first: str, last: str) -> list[Population]:
    """Every population of the months from the first to the last."""
    query = select(Population).where(
        Population.org == org, Population.period >= first, Population.period <= last
    )
    return list(session.scalars(query.order_by(Population.period, Population.id)))


def list_named_units(session: Session, org: str) -> list[NamedUnit]:
    """All units of a company as lists name them."""
    return [
        NamedUnit(its.id, its.code, its.name, its.kind, its.is_closed, its.closed_on)
        for its in list_units(session, org)
    ]
