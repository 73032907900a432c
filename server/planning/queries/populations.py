"""Planning reads: what there is to sample from (抽样总体)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.planning.models.populations import Population


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
