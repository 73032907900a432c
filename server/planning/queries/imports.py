"""Planning reads: imports, what they change, and what is stored already."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core.db import among, lock_row
from server.planning.models.imports import CaseAside, Import, ImportLine, ServiceAside
from server.planning.models.populations import CaseRecord, Population, ServiceRecord
from server.planning.rules.imports import MOVING, OPEN, ImportUnknown
from server.planning.rules.lists import channel_of

Records = type[ServiceRecord] | type[CaseRecord]
Asides = type[ServiceAside] | type[CaseAside]
# Where the rows of a list are, and where those that were replaced.
TABLES: dict[str, tuple[Records, Asides]] = {
    "services": (ServiceRecord, ServiceAside),
    "cases": (CaseRecord, CaseAside),
}


def find_import(session: Session, org: str, import_id: str) -> Import | None:
    """The import as it is, not for a change."""
    return session.scalar(select(Import).where(Import.id == import_id, Import.org == org))


def get_import(session: Session, org: str, import_id: str) -> Import:
    """The import, locked for a change; ImportUnknown where the company has none such."""
    found = lock_row(session, Import, org, import_id)
    if found is None:
        raise ImportUnknown(import_id=import_id)
    return found


def list_lines(session: Session, import_id: str) -> list[ImportLine]:
    query = select(ImportLine).where(ImportLine.import_id == import_id)
    return list(session.scalars(query.order_by(ImportLine.position)))


def list_lines_to_settle(
    session: Session, import_id: str, *, is_settled: bool, limit: int
) -> list[ImportLine]:
    """Lines that count already, or do not yet."""
    query = select(ImportLine).where(
        ImportLine.import_id == import_id, ImportLine.is_settled.is_(is_settled)
    )
    return list(session.scalars(query.order_by(ImportLine.position).limit(limit)))


def list_lines_to_clear(session: Session, import_id: str) -> list[ImportLine]:
    """Lines whose former rows are not all put aside yet."""
    query = select(ImportLine).where(
        ImportLine.import_id == import_id, ImportLine.is_aside.is_(False)
    )
    return list(session.scalars(query.order_by(ImportLine.position)))


def is_moving(session: Session, org: str, but: str) -> bool:
    """Whether another import of the company is being stored or taken back."""
    query = select(Import.id).where(Import.org == org, Import.id != but)
    return session.scalar(query.where(Import.state.in_(sorted(MOVING))).limit(1)) is not None


def list_unfinished(session: Session) -> list[str]:
    """Ids of imports, of all companies, whose files are still needed."""
    return list(
        session.scalars(select(Import.id).where(Import.state.in_(sorted(OPEN | {"failed"}))))
    )


def places_of_known(
    session: Session, org: str, records: Records, references: Collection[str]
) -> dict[str, tuple[str, str, str]]:
    """Of these references those that are stored: under which unit, month and channel."""
    kind: Any = CaseRecord.channel if records is CaseRecord else func.coalesce("", "")
    query = select(records.reference, records.unit_id, records.period, kind).where(
        records.org == org, among(session, records.reference, references)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in session.execute(query)}


def count_records(session: Session, org: str, line: ImportLine) -> tuple[int, int]:
    """How many records a unit has in a month, and how many of them were called back."""
    channel = channel_of(line.kind)
    records = CaseRecord if channel else ServiceRecord
    called_back: Any = func.count(CaseRecord.called_back_on) if channel else func.count()
    query = select(func.count(), called_back).where(
        records.org == org, records.period == line.period, records.unit_id == line.unit_id
    )
    if channel:
        query = query.where(CaseRecord.channel == channel)
    total, called = session.execute(query.select_from(records)).one()
    return total, called


def list_former_rows(
    session: Session, org: str, line: ImportLine, limit: int
) -> Sequence[tuple[int, str]]:
    """Ids and references of a unit's records of a month, some of them."""
    channel = channel_of(line.kind)
    records = CaseRecord if channel else ServiceRecord
    query = select(records.id, records.reference).where(
        records.org == org, records.period == line.period, records.unit_id == line.unit_id
    )
    if channel:
        query = query.where(CaseRecord.channel == channel)
    return [(row[0], row[1]) for row in session.execute(query.limit(limit))]


def list_rows_of(
    session: Session, table: Records, import_id: str, limit: int
) -> Sequence[tuple[int, str]]:
    """Ids and references of rows that an import has stored, some of them."""
    query = select(table.id, table.reference).where(table.import_id == import_id)
    return [(row[0], row[1]) for row in session.execute(query.limit(limit))]


def list_rows_aside_for(
    session: Session, table: Asides, import_id: str, limit: int
) -> Sequence[tuple[int, str]]:
    """Ids and references of rows that an import has put aside, some of them."""
    query = select(table.id, table.reference).where(table.aside_for == import_id)
    return [(row[0], row[1]) for row in session.execute(query.limit(limit))]


def list_populations_of(
    session: Session, org: str, kinds: Collection[str], periods: Collection[str]
) -> dict[tuple[str, str, str], Population]:
    """Populations of these kinds and months by unit, kind and month."""
    query = select(Population).where(
        Population.org == org,
        among(session, Population.kind, sorted(kinds)),
        among(session, Population.period, sorted(periods)),
    )
    return {(its.unit_id, its.kind, its.period): its for its in session.scalars(query)}
