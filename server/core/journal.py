"""Journal: one hash-chained line per applied command; audit, feed and reactions read the same."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.core.db import ID_LENGTH, Model
from server.core.replication import SyncClock


class JournalEntry(Model):
    """What was done, by whom, when; `hash` covers the line and the hash of the one before.

    `operator_id` is who did it in the actor's name: an import of rescued work, a repair.
    """

    __tablename__ = "journal"
    org: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    received_at: Mapped[datetime]
    occurred_at: Mapped[datetime]
    skew_s: Mapped[float]
    actor_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    actor_name: Mapped[str] = mapped_column(String(80))
    client_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    uid: Mapped[str] = mapped_column(String(ID_LENGTH))
    operator_id: Mapped[str] = mapped_column(String(ID_LENGTH), default="", server_default="")
    command: Mapped[str] = mapped_column(String(80))
    command_version: Mapped[int]
    args: Mapped[dict[str, Any]]
    events: Mapped[list[dict[str, Any]]]
    rows: Mapped[list[str]]
    conflicts: Mapped[list[dict[str, Any]]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index(None, "org", "version"),)


HASHED = tuple(column.name for column in JournalEntry.__table__.columns if column.name != "hash")
# Made once: json.dumps would make another for each line.
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: Any) -> Any:
    """A value as JSON keeps it, so that what is hashed is what is read back."""
    return json.loads(json.dumps(value, default=str, ensure_ascii=False))


def line_hash(line: dict[str, Any]) -> str:
    """SHA-256 of the line's canonical JSON, hex."""
    canonical = {name: line[name] for name in HASHED}
    for name in ("received_at", "occurred_at"):
        canonical[name] = canonical[name].astimezone(UTC).isoformat(timespec="microseconds")
    # Lines without an operator hash as they did before there was such a column.
    if not canonical["operator_id"]:
        del canonical["operator_id"]
    return hashlib.sha256(_CANONICAL.encode(canonical).encode()).hexdigest()


def find_breaks(session: Session, org: str) -> Iterator[tuple[int, str]]:
    """Number and reason of each line that was deleted, edited or moved (R-70)."""
    previous, expected = "", 1
    query = select(JournalEntry).where(JournalEntry.org == org).order_by(JournalEntry.number)
    for entry in session.scalars(query.execution_options(yield_per=1000)):
        if entry.number != expected:
            yield expected, "missing"
        line = {name: getattr(entry, name) for name in HASHED}
        if entry.previous_hash != previous:
            yield entry.number, "chain"
        elif line_hash(line) != entry.hash:
            yield entry.number, "content"
        previous, expected = entry.hash, entry.number + 1
    head = session.get(SyncClock, org)
    if head is not None and (head.journal_number + 1, head.journal_hash) != (expected, previous):
        yield expected, "cut off"
