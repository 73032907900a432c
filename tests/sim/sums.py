"""Simulator: each scope's sum, added up anew from the index, against the one that is kept."""

import hashlib
from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.replication import SyncIndex, SyncScope

MODULUS = 2**48


def wrong_sums(session: Session, org: str) -> Iterator[str]:
    """Scopes whose kept digest or number of rows is not what their live entries come to."""
    digests, counts = Counter[str](), Counter[str]()
    query = select(SyncIndex).where(SyncIndex.org == org, SyncIndex.is_live)
    for entry in session.scalars(query):
        text = f"{entry.entity}/{entry.row_id}@{entry.version}".encode()
        digests[entry.scope] += int.from_bytes(hashlib.sha256(text).digest()[:6], "big")
        counts[entry.scope] += 1
    for kept in session.scalars(select(SyncScope).where(SyncScope.org == org)):
        if (kept.digest, kept.rows) != (digests[kept.scope] % MODULUS, counts[kept.scope]):
            yield kept.scope
