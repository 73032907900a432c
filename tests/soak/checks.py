"""Soak: what devices have heard and shown, held against journal, rows and files of the server."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
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
    """Mutations that some device heard to be applied; of them those without an effect when that was
    told, or at the end; and effects too many."""

    acked: int = 0
    lost: int = 0
    doubled: int = 0


@dataclass
class Checks:
    """Follows one server from its start on; its own connections are closed after each look."""

    runtime: Runtime
    violations: list[str] = field(default_factory=list[str])
    _acked: set[str] = field(default_factory=set[str])
    _lost: set[str] = field(default_factory=set[str])
    _delivered: list[Delivered] = field(default_factory=list[Delivered])

    def __post_init__(self) -> None:
        self._effects = self._read(lambda session: Effects(ORG, read_start(session, ORG)))

    def look(self, acked: Iterable[str], delivered: Iterable[Delivered]) -> None:
        """Hold this news against the server as it is now, which may be dead."""
        uids, records = set(acked), list(delivered)
        self._acked |= uids
        self._delivered += records
        self._tell(self._read(lambda session: self._effects.look(session).violations))
        self._count_effects(uids)
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

    def _count_effects(self, uids: set[str]) -> None:
        """What is not there when it is told is lost, even if its device sends it once more."""
        effects = self._read(lambda session: _effects_of(session, uids))
        self._lost |= uids - effects.keys()
        for uid in sorted(uids):
            if effects[uid] != 1:
                self._tell([f"I1: {uid} was acknowledged and took effect {effects[uid]} times"])

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
            lost=len(self._lost | (self._acked - effects.keys())),
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


def _effects_of(session: Session, uids: set[str]) -> Counter[str]:
    """How many lines the journal has of each of these."""
    wanted, effects = sorted(uids), Counter[str]()
    for start in range(0, len(wanted), CHUNK):
        part = JournalEntry.uid.in_(wanted[start : start + CHUNK])
        effects.update(session.scalars(select(JournalEntry.uid).where(part)))
    return effects
