"""Planning reads: closed cases (工单) of a month, one by one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import among
from server.planning.models.populations import CaseRecord


@dataclass(frozen=True)
class CaseFacts:
    """A case, who closed it and when, and when its customer was called back; None: not yet."""

    reference: str
    unit_id: str
    channel: str
    closed_on: date
    called_back_on: date | None


def list_case_facts(
    session: Session,
    org: str,
    unit_ids: Collection[str],
    period: str,
    channels: Collection[str],
    *,
    is_called_back: bool,
    page: tuple[int, int],
) -> Sequence[CaseFacts]:
    """Of these units and channels; whoever has waited longest first. `page`: offset and limit."""
    called = CaseRecord.called_back_on
    query = select(
        CaseRecord.reference, CaseRecord.unit_id, CaseRecord.channel, CaseRecord.closed_on, called
    ).where(
        CaseRecord.org == org,
        CaseRecord.period == period,
        among(session, CaseRecord.unit_id, list(unit_ids)),
        among(session, CaseRecord.channel, list(channels)),
        called.is_not(None) if is_called_back else called.is_(None),
    )
    offset, limit = page
    rows = session.execute(
        query.order_by(CaseRecord.closed_on, CaseRecord.id).offset(offset).limit(limit)
    )
    return [CaseFacts(*row) for row in rows]
