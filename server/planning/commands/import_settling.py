"""Planning writes: what was imported begins to count, or counts no longer."""

from datetime import datetime

from sqlalchemy.orm import Session

from server.core.clock import Moment
from server.core.events import emit
from server.planning.commands.imports import size_of
from server.planning.events import CasesCounted, PopulationSet
from server.planning.models.imports import Import, ImportLine
from server.planning.models.populations import Population
from server.planning.queries import imports as queries
from server.planning.queries.populations import find_population
from server.planning.rules.imports import LINES_AT_ONCE
from server.planning.rules.lists import LISTS, channel_of


def settle_lines(session: Session, its: Import, at: Moment) -> bool:
    """Some lines of an import count from now on; says whether they were the last ones."""
    lines = queries.list_lines_to_settle(session, its.id, is_settled=False, limit=LINES_AT_ONCE)
    has_records = LISTS[its.list_name].has_records
    for line in lines:
        counted = queries.count_records(session, its.org, line) if has_records else None
        size = counted[0] if counted else size_of(line, its.mode or "")
        found = take_population(session, its.org, line.unit_id, line.kind, line.period)
        found.size, found.source, found.has_records = size, its.source, has_records
        found.import_id, found.set_at, found.set_by = its.id, at.received, its.confirmed_by or ""
        found.reason = its.reason
        line.is_settled = True
        _tell(session, line, size, counted)
    return len(lines) < LINES_AT_ONCE


def unsettle_lines(session: Session, its: Import, at: Moment) -> bool:
    """Some lines count no longer, and what was there before does again."""
    lines = queries.list_lines_to_settle(session, its.id, is_settled=True, limit=LINES_AT_ONCE)
    for line in lines:
        has_records = bool(line.former and line.former["has_records"])
        counted = queries.count_records(session, its.org, line) if has_records else None
        size = _give_back(session, its, line, counted[0] if counted else None)
        line.is_settled = False
        is_cases = bool(channel_of(line.kind))
        _tell(session, line, size, counted or ((0, 0) if is_cases else None))
    return len(lines) < LINES_AT_ONCE


def take_population(session: Session, org: str, unit_id: str, kind: str, period: str) -> Population:
    """The population of a unit and month for a change, made where there is none."""
    found = find_population(session, org, unit_id, kind, period)
    if found is None:
        row_id = f"{kind}.{unit_id}.{period}"
        place = {"unit_id": unit_id, "kind": kind, "period": period}
        found = Population(id=row_id, org=org, **place, size=0)
        session.add(found)
    return found


def _give_back(session: Session, its: Import, line: ImportLine, counted: int | None) -> int:
    """The population as it was before; 0, and unknown, where nobody had said anything."""
    found = take_population(session, its.org, line.unit_id, line.kind, line.period)
    former = line.former
    if former is None:
        session.delete(found)
        return 0
    found.size = former["size"] if counted is None else counted
    found.source, found.has_records = former["source"], former["has_records"]
    found.import_id, found.set_by, found.reason = (
        former["import_id"],
        former["set_by"],
        former["reason"],
    )
    found.set_at = datetime.fromisoformat(former["set_at"]) if former["set_at"] else None
    return found.size


def _tell(session: Session, line: ImportLine, size: int, counted: tuple[int, int] | None) -> None:
    emit(session, PopulationSet(line.unit_id, line.kind, line.period, size))
    channel = channel_of(line.kind)
    if channel and counted is not None:
        emit(session, CasesCounted(line.unit_id, line.period, channel, *counted))
