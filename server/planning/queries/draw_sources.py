"""Planning reads: what draws are made from (抽样来源): candidates, as a stream in order of ids."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core.db import among
from server.organisation.queries import SiteFacts, list_site_facts, list_unit_ids_below
from server.planning.models.draws import Draw
from server.planning.models.populations import Population, ServiceRecord
from server.planning.rules.draws import DrawPlan
from server.planning.rules.draws_population import key_of, line_of

AT_ONCE = 10_000
COLUMNS = (
    ServiceRecord.id,
    ServiceRecord.reference,
    ServiceRecord.unit_id,
    ServiceRecord.period,
    ServiceRecord.kind,
    ServiceRecord.district,
    ServiceRecord.served_on,
)
PLACE_OF = {"unit": 2, "kind": 4, "district": 5}
SITE_FIELDS = {"kind": "kind", "unit": "unit_id", "district": "district", "branch": "branch_id"}


@dataclass(frozen=True)
class Candidate:
    """A row of a population that is kept whole: who, its stratum, and why it is left out."""

    values: list[object]
    key: str
    rule: str = ""


def list_units_of(session: Session, draw: Draw, plan: DrawPlan) -> list[str]:
    """The chosen units; all below the draw's own where none is chosen."""
    below = list_unit_ids_below(session, draw.org, draw.unit_id)
    return [its for its in below if its in plan.unit_ids] if plan.unit_ids else below


def stream_services(
    session: Session, org: str, unit_ids: list[str], plan: DrawPlan
) -> Iterator[tuple[str, int, bytes]]:
    """Key of the stratum, id and line of each service record, by id."""
    # By the id, not sorted from another index: the walk then needs no room.
    query = (
        select(*COLUMNS)
        .with_hint(ServiceRecord, "NOT INDEXED", "sqlite")
        .where(
            ServiceRecord.org == org,
            among(session, ServiceRecord.period, plan.periods),
            among(session, ServiceRecord.unit_id, unit_ids),
        )
        .order_by(ServiceRecord.id)
    )
    places = [PLACE_OF[by] for by in plan.by]
    keys: dict[tuple[str, ...], str] = {}
    streamed = query.execution_options(yield_per=AT_ONCE)
    for rows in session.connection().execute(streamed).partitions():
        for row in rows:
            values: tuple[Any, ...] = tuple(row)
            names = tuple([values[place] for place in places])
            key = keys.get(names)
            if key is None:
                key = keys[names] = key_of(names)
            yield key, values[0], line_of(values)


def find_last_service(session: Session) -> int:
    return session.scalar(select(func.max(ServiceRecord.id))) or 0


def list_services(session: Session, ids: Iterable[int]) -> dict[int, tuple[object, ...]]:
    """What is shown of these records, where they are still there."""
    query = select(*COLUMNS).where(among(session, ServiceRecord.id, list(ids)))
    return {row[0]: tuple(row) for row in session.execute(query)}


def list_sites_to_draw(
    session: Session, draw: Draw, plan: DrawPlan, today: date, drawn: Set[str]
) -> list[Candidate]:
    """Every site below the units, by its id; each that is left out with its first rule."""
    unit_ids = list_units_of(session, draw, plan)
    services = _services_of(session, draw.org, today) if plan.size_by == "services" else {}
    found: list[Candidate] = []
    for site in list_site_facts(session, draw.org, unit_ids):
        size = _size_of(site, plan, services)
        names = [str(getattr(site, SITE_FIELDS[by])) for by in plan.by]
        values: list[object] = [*site, size]
        found.append(Candidate(values, key_of(names), _left_out(site, size, plan, today, drawn)))
    return found


def _size_of(site: SiteFacts, plan: DrawPlan, services: Mapping[str, int]) -> int:
    """For PPS; where all are as likely it is 1."""
    if plan.size_by == "services":
        return services.get(site.unit_id, 0)
    return site.open_problems if plan.size_by == "problems" else 1


def _left_out(site: SiteFacts, size: int, plan: DrawPlan, today: date, drawn: Set[str]) -> str:
    if site.is_closed:
        return "closed"
    since = today - timedelta(days=plan.visited_days)
    if plan.visited_days and site.last_checked_on is not None and site.last_checked_on > since:
        return "visited"
    if site.id in drawn:
        return "drawn"
    return "" if size > 0 else "no_size"


def _services_of(session: Session, org: str, today: date) -> dict[str, int]:
    """The newest month's services of each unit, of those before today's month."""
    query = (
        select(Population.unit_id, Population.size)
        .where(Population.org == org, Population.kind == "services")
        .where(Population.period <= f"{today:%Y-%m}")
        .order_by(Population.period)
    )
    return {unit_id: size for unit_id, size in session.execute(query)}
