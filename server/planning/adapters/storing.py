"""Planning: rows of an import as records, past the journal, which has their digest."""

from typing import Any

from sqlalchemy.orm import Session

from server.core.bulk import append
from server.planning.models.imports import Import
from server.planning.models.populations import CaseRecord, ServiceRecord
from server.planning.rules.rows import ReadRow


def store_rows(session: Session, its: Import, rows: list[ReadRow]) -> None:
    """All of them, or none: the transaction is that of the batch's command."""
    common = {"org": its.org, "import_id": its.id}
    if its.list_name == "cases":
        append(session, CaseRecord, [{**common, **_case(row)} for row in rows])
    else:
        append(session, ServiceRecord, [{**common, **_service(row)} for row in rows])


def _service(row: ReadRow) -> dict[str, Any]:
    place = {"unit_id": row.unit_id, "period": row.period, "reference": row.reference}
    return {**place, "kind": row.kind, "district": row.district, "served_on": row.day}


def _case(row: ReadRow) -> dict[str, Any]:
    place = {"unit_id": row.unit_id, "period": row.period, "reference": row.reference}
    days = {"closed_on": row.day, "called_back_on": row.called_back_on}
    return {**place, "channel": row.kind, **days}
