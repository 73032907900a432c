"""Simulator: after each commit, whether effects, results, counts, clock and journal agree."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.journal import HASHED, JournalEntry, line_hash
from server.core.replication import SyncClock
from server.syncing.models import SyncClient, SyncResult

NOOP = "noop"


@dataclass
class News:
    """What was committed since the last look: `lines` as uids, `results` as [uid, status]."""

    lines: list[str] = field(default_factory=list[str])
    results: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    violations: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class Start:
    """Where the company stood before the history began."""

    number: int
    hash: str
    version: int


def read_start(session: Session, org: str) -> Start:
    clock = session.get_one(SyncClock, org)
    return Start(clock.journal_number, clock.journal_hash, clock.version)


class Effects:
    """Follows journal and ledger from a start on; after a restore, anew from the same."""

    def __init__(self, org: str, start: Start) -> None:
        self._org = org
        self._number, self._hash, self._version = start.number, start.hash, start.version
        # After a restore the clock stands ahead of the journal until the next effect.
        self.leapt_to = 0
        self._effects: dict[str, int] = {}
        self._applied: set[str] = set()
        self._counts: dict[str, int] = {}

    def look(self, session: Session) -> News:
        """Everything new in this session's snapshot, and what is wrong with it."""
        news = News()
        clock = session.get_one(SyncClock, self._org)
        results = self._new_results(session, news)
        self._follow_journal(session, clock, news)
        for result in results:
            news.violations += self._check_result(result)
        unanswered = self._effects.keys() - self._applied
        news.violations += [f"I3: {uid} took effect without a result" for uid in sorted(unanswered)]
        return news

    def _new_results(self, session: Session, news: News) -> list[SyncResult]:
        found: list[SyncResult] = []
        for client in session.scalars(select(SyncClient).order_by(SyncClient.id)):
            known = self._counts.get(client.id, 0)
            query = select(SyncResult).where(
                SyncResult.client_id == client.id, SyncResult.seq > known
            )
            fresh = list(session.scalars(query.order_by(SyncResult.seq)))
            if [row.seq for row in fresh] != list(range(known + 1, client.last_seq + 1)):
                news.violations.append(f"I3: last_seq {client.last_seq} is not the ledger's")
            self._counts[client.id] = client.last_seq
            found += fresh
        news.results += [(row.uid, row.result["status"]) for row in found]
        self._applied |= {row.uid for row in found if row.result["status"] == "applied"}
        return found

    def _follow_journal(self, session: Session, clock: SyncClock, news: News) -> None:
        query = select(JournalEntry).where(
            JournalEntry.org == self._org, JournalEntry.number > self._number
        )
        for line in session.scalars(query.order_by(JournalEntry.number)):
            news.violations += self._check_line(line)
            news.lines.append(line.uid)
            self._number, self._hash, self._version = line.number, line.hash, line.version
        if (clock.journal_number, clock.journal_hash) != (self._number, self._hash):
            news.violations.append("I3: the clock's journal head is not the journal's")
        if clock.version != max(self._version, self.leapt_to):
            news.violations.append(f"I3: clock at {clock.version}, journal at {self._version}")

    def _check_line(self, line: JournalEntry) -> Iterator[str]:
        if line.number != self._number + 1 or line.previous_hash != self._hash:
            yield f"I3: line {line.number} does not follow {self._number}"
        if line_hash({name: getattr(line, name) for name in HASHED}) != line.hash:
            yield f"I3: line {line.number} has another content than its hash"
        if line.version < self._version:
            yield f"I3: line {line.number} is of an earlier version than the one before"
        if not line.uid:
            return
        if line.uid in self._effects:
            yield f"I1: {line.uid} took effect twice ({line.command})"
        self._effects[line.uid] = line.version

    def _check_result(self, row: SyncResult) -> Iterator[str]:
        result: dict[str, Any] = row.result
        version = self._effects.get(row.uid)
        if result["status"] != "applied":
            if version is not None and result.get("code") != "uid-reused":
                yield f"I3: {row.uid} took effect and is {result['status']}"
        elif row.name != NOOP and (version is None or version != result["version"]):
            yield f"I3: {row.uid} is applied at {result['version']}, its effect at {version}"
