"""Planning reads: how much there is to sample from, by unit and month."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import among
from server.planning.models.populations import Population


def list_sizes(
    session: Session, org: str, kind: str, unit_ids: Collection[str]
) -> dict[str, dict[str, int]]:
    """Of these units: size by month, of each unit of which anything is known."""
    query = select(Population.unit_id, Population.period, Population.size).where(
        Population.org == org,
        Population.kind == kind,
        among(session, Population.unit_id, list(unit_ids)),
    )
    found: dict[str, dict[str, int]] = {}
    for unit_id, period, size in session.execute(query):
        found.setdefault(unit_id, {})[period] = size
    return found
