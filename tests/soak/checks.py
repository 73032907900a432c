"""Soak: what devices have heard and shown, held against journal, rows and files of the server."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core.db import CHUNK
from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.evidence.adapters.blobs import blob_store
from server.evidence.models import Photo
from server.organisation.queries import scopes_of
from server.visits.models import Visit
from tests.builders.company import ORG, actor
from tests.sim.effects import Effects, read_start
from tests.sim.truth import carried, read_rows

Json = dict[str, Any]


@dataclass(frozen=True)
class Delivered:
    """A record that a device shows as 已送达: its visit, and each of its photos' SHA-256."""

    visit_id: str
    photos: Mapping[str, str]


@dataclass
class Totals:
    """Mutations that some device heard to be applied; of them lost ones; and effects too many."""

    acked: int = 0
    lost: int = 0
    doubled: int = 0


@dataclass
class Checks:
    """Follows one server from its start on; its own connections are closed after each look."""

    runtime: Runtime
    violations: list[str] = field(default_factory=list[str])
    _acked: set[str] = field(default_factory=set[str])
    _delivered: list[Delivered] = field(default_factory=list[Delivered])

    def __post_init__(self) -> None:
        self._effects = self._read(lambda session: Effects(ORG, read_start(session, ORG)))

    def look(self, acked: Iterable[str], delivered: Iterable[Delivered]) -> None:
        """Hold this news against the server as it is now, which may be dead."""
        uids, records = set(acked), list(delivered)
        self._acked |= uids
        self._delivered += records
        self._tell(self._read(lambda session: self._effects.look(session).violations))
        self._tell(self._read(lambda session: list(_missing(session, uids))))
        self._tell(self._read(lambda session: list(self._incomplete(session, records))))

    def finish(self, records: int) -> Totals:
        """Everything that was ever told, once more; `records` is how many visits were made."""
        self._tell(self._read(lambda session: list(self._incomplete(session, self._delivered))))
        shown = len({record.visit_id for record in self._delivered})
        if shown != records:
            self._tell([f"missing: {records - shown} of {records} records were never delivered"])
        return self._read(self._count)

    def compare(self, login: str, versions: Mapping[str, int]) -> None:
        """What a device holds, against what the tables say that he must carry."""
        wanted = self._read(lambda session: self._carried(session, login))
        differing = sorted(
            key for key in wanted.keys() | versions.keys() if wanted.get(key) != versions.get(key)
        )
        if differing:
            self._tell([f"I4: {login} holds {len(differing)} rows otherwise, {differing[:3]}"])

    def _tell(self, violations: Iterable[str]) -> None:
        self.violations += [text for text in violations if text not in self.violations]

    def _read(self, read: Callable[[Session], Any]) -> Any:
        try:
            with self.runtime.reading() as session:
                return read(session)
        finally:
            # A crash is one of all that have the database open.
            self.runtime.engine.dispose()

    def _count(self, session: Session) -> Totals:
        query = select(JournalEntry.uid).where(JournalEntry.org == ORG, JournalEntry.uid != "")
        effects = Counter(session.scalars(query))
        return Totals(
            acked=len(self._acked),
            lost=len(self._acked - effects.keys()),
            doubled=sum(count - 1 for count in effects.values()),
        )

    def _incomplete(self, session: Session, records: list[Delivered]) -> Iterator[str]:
        store = blob_store(self.runtime.settings)
        for record in records:
            visit = session.get(Visit, record.visit_id)
            if visit is None or visit.completed_at is None:
                yield f"undelivered: visit {record.visit_id} is not complete on the server"
            for photo_id, sha256 in record.photos.items():
                photo = session.get(Photo, photo_id)
                if photo is None or (photo.blob, photo.sha256) != ("present", sha256):
                    yield f"undelivered: photo {photo_id} is not present on the server"
                elif hashlib.sha256(store.find("originals", sha256) or b"").hexdigest() != sha256:
                    yield f"undelivered: photo {photo_id} has other bytes on the disk"

    def _carried(self, session: Session, login: str) -> dict[str, int]:
        scopes = frozenset(scopes_of(actor(self.runtime, login)))
        rows = read_rows(session, ORG, self.runtime.wiring.feeds)
        return {key: row["version"] for key, row in carried(rows, scopes).items()}


def _missing(session: Session, uids: set[str]) -> Iterator[str]:
    """Acknowledged mutations without exactly one line in the journal."""
    wanted = sorted(uids)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        query = (
            select(JournalEntry.uid, func.count())
            .where(JournalEntry.org == ORG, JournalEntry.uid.in_(part))
            .group_by(JournalEntry.uid)
        )
        counts = {uid: count for uid, count in session.execute(query)}
        for uid in part:
            if counts.get(uid) != 1:
                yield f"I1: {uid} was acknowledged and took effect {counts.get(uid, 0)} times"
