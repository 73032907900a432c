"""Syncing: the ledger's answer to a parked mutation, once an operator has settled it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.syncing.models import SyncAttempt, SyncResult
from sync.hub.wire import Result


def settle_parked(
    session: Session,
    rows: Sequence[SyncResult],
    answer: Mapping[str, Any],
    operator_id: str,
    at: datetime,
) -> Result:
    """Give all rows of one uid this answer, in their own seqs; the first row's result."""
    results = [Result.model_validate({"seq": row.seq, "uid": row.uid, **answer}) for row in rows]
    for row, result in zip(rows, results, strict=True):
        row.result = result.model_dump(mode="json")
        row.repaired_at, row.repaired_by = at, operator_id
    session.execute(
        delete(SyncAttempt).where(
            SyncAttempt.user_id == rows[0].user_id, SyncAttempt.uid == rows[0].uid
        )
    )
    return results[0]
