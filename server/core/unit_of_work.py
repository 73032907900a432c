"""Unit of work: the one door for writes. Rows, journal, index and clock commit together."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy import Engine, event, inspect, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, CommandSpec
from server.core.db import OrgRow, WriteSession, write_sessions
from server.core.events import Event, Reaction, as_fact
from server.core.feeds import Feeds
from server.core.journal import JournalEntry, line_hash, plain
from server.core.problems import StaleBase
from server.core.replication import (
    Key,
    RowState,
    SyncClock,
    Tick,
    Touch,
    bump_clock,
    plan_index,
    row_states,
    write_index,
)

RETRIED_STATES = ("40001", "40P01")
MOST_TRIES = 5

Result = TypeVar("Result")


@dataclass(frozen=True)
class Wiring:
    """What the modules offer: commands and feeds by name, reactions by fact."""

    commands: Mapping[str, CommandSpec]
    feeds: Feeds
    reactions: Mapping[type[Event], tuple[Reaction, ...]]


@dataclass(frozen=True)
class Origin:
    """Where a command came from: device, mutation, and the row versions that it was based on."""

    client_id: str = ""
    uid: str = ""
    base: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True)
class Call:
    """A command to run: what, by whom, when, and from where."""

    spec: CommandSpec
    command: Command
    actor: Actor
    at: Moment
    origin: Origin = field(default_factory=Origin)


class Interfered(Exception):
    """Another writer changed a row between our judging its base and our locking it; try again."""


class Recorder:
    """What one command changed and told, until its savepoint is released."""

    def __init__(self, entities: Mapping[type, str]) -> None:
        self.entities = entities
        self.changes: dict[Key, dict[str, tuple[Any, Any]]] = {}
        self.events: list[Event] = []
        self.conflicts: list[dict[str, Any]] = []

    def note(self, row: object) -> None:
        """Remember a new, changed or deleted row of a replicated table, field by field."""
        entity = self.entities.get(type(row))
        if entity is None or not isinstance(row, OrgRow):
            return
        fields = self.changes.setdefault((entity, row.id), {})
        state = inspect(row)
        if not state.persistent:
            return
        for name, old in state.committed_state.items():
            new = state.dict.get(name)
            if old != new:
                fields[name] = (fields.get(name, (old,))[0], new)


@event.listens_for(WriteSession, "before_flush")
def _record(session: Session, _context: Any, _instances: Any) -> None:
    recorder: Recorder = session.info["recorder"]
    for row in (*session.new, *session.deleted):
        recorder.note(row)
    for row in session.dirty:
        if session.is_modified(row):
            recorder.note(row)


def touch(session: Session, row: OrgRow) -> None:
    """Send a row again although its columns stay: its audience or a parent changed."""
    recorder: Recorder = session.info["recorder"]
    recorder.note(row)


def report_conflict(session: Session, **details: Any) -> None:
    """Tell the sender what of his was not taken as sent; both values go to the audit trail."""
    session.info["recorder"].conflicts.append(plain(details))


class UnitOfWork:
    """One transaction; each command in it succeeds or fails as if alone (its own savepoint)."""

    def __init__(self, engine: Engine, wiring: Wiring, org: str) -> None:
        self.wiring = wiring
        self.org = org
        self.session = write_sessions(engine)()
        self._entities = {feed.model: feed.entity for feed in wiring.feeds.values()}
        self.session.info["recorder"] = Recorder(self._entities)
        self._lines: list[dict[str, Any]] = []
        self._touched: dict[Key, Touch] = {}
        self._judged: dict[Key, RowState | None] = {}

    def __enter__(self) -> "UnitOfWork":
        self.session.begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.session.close()

    def run(self, call: Call) -> list[dict[str, Any]]:
        """Run one command; returns the conflicts, or raises Problem with nothing changed."""
        recorder = Recorder(self._entities)
        self.session.info["recorder"] = recorder
        stale = self._stale_rows(call.origin)
        if stale and call.spec.stale == "reject":
            raise StaleBase(rows=[f"{entity}/{row_id}" for entity, row_id in stale])
        with self._savepoint():
            call.spec.handler(call.command, call.actor, call.at, self.session)
            self._react(recorder, call)
            self.session.flush()
        if call.spec.stale == "merge":
            recorder.conflicts += _overwritten(recorder, stale, call.origin)
        self._keep(recorder, call)
        return recorder.conflicts

    def judge(self, keys: list[Key]) -> None:
        """Read, in one go, the versions of rows that the coming commands are based on."""
        wanted = [key for key in keys if key not in self._judged]
        states = row_states(self.session, self.org, wanted)
        self._judged |= {key: states.get(key) for key in wanted}

    def seal(self) -> int | None:
        """Lock the clock and write index and journal; None when nothing was changed.

        What is added to the session after this (results, the client's last_seq) may hold the
        version, and commits with it (I3).
        """
        self.session.flush()
        if not self._lines:
            return None
        self._find_scopes()
        plan = plan_index(self.session, self.org, sorted(self._touched))
        self._check_interference(plan.states)
        tick = bump_clock(self.session, self.org, len(self._lines))
        write_index(self.session, self.org, self._touched, plan, tick.version)
        self._write_journal(tick)
        return tick.version

    def commit(self) -> None:
        self.session.info["recorder"] = Recorder({})
        self.session.commit()

    @contextmanager
    def _savepoint(self) -> Generator[None]:
        """A refusal undoes what the command did, and gives up the locks that it took."""
        locked: dict[Any, Any] = self.session.info.setdefault("locked", {})
        before = len(locked)
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            while len(locked) > before:
                locked.popitem()
            raise

    def _stale_rows(self, origin: Origin) -> dict[Key, RowState]:
        """Rows that someone else changed after the version which the sender had seen."""
        seen = {_as_key(text): version for text, version in origin.base.items()}
        self.judge(list(seen))
        stale: dict[Key, RowState] = {}
        for key, version in seen.items():
            state = self._judged[key]
            if state and state.newest_by_others(origin.client_id) > version:
                stale[key] = state
        return stale

    def _react(self, recorder: Recorder, call: Call) -> None:
        told = 0
        while told < len(recorder.events):
            fact = recorder.events[told]
            for reaction in self.wiring.reactions.get(type(fact), ()):
                reaction(fact, call.actor, call.at, self.session)
            told += 1

    def _keep(self, recorder: Recorder, call: Call) -> None:
        for key, fields in recorder.changes.items():
            known = self._touched.setdefault(key, Touch(call.origin.client_id, set()))
            if self.wiring.feeds[key[0]].merges:
                known.fields |= fields.keys()
        self._lines.append(_journal_line(recorder, call))

    def _find_scopes(self) -> None:
        by_entity: dict[str, list[str]] = {}
        for entity, row_id in self._touched:
            by_entity.setdefault(entity, []).append(row_id)
        for entity, ids in by_entity.items():
            feed = self.wiring.feeds[entity]
            for row_id, row in feed.load(self.session, self.org, ids).items():
                self._touched[entity, row_id].scopes = frozenset(feed.scopes(row))

    def _check_interference(self, states: Mapping[Key, RowState]) -> None:
        for key in self._touched.keys() & self._judged.keys():
            judged, now = self._judged[key], states.get(key)
            if (judged.version if judged else 0) != (now.version if now else 0):
                raise Interfered(f"{key[0]}/{key[1]}")

    def _write_journal(self, tick: Tick) -> None:
        previous, number = tick.journal_hash, tick.journal_number
        for line in self._lines:
            number += 1
            full = {**line, "number": number, "version": tick.version, "previous_hash": previous}
            previous = line_hash(full)
            self.session.add(JournalEntry(**full, hash=previous))
        self.session.flush()
        self.session.execute(
            update(SyncClock).where(SyncClock.org == self.org).values(journal_hash=previous)
        )


def _journal_line(recorder: Recorder, call: Call) -> dict[str, Any]:
    """The command as the journal keeps it; number, version and hashes follow at the seal."""
    return {
        "org": call.actor.org,
        "received_at": call.at.received,
        "occurred_at": call.at.occurred,
        "skew_s": call.at.skew_s,
        "actor_id": call.actor.user_id,
        "actor_name": call.actor.name,
        "client_id": call.origin.client_id,
        "uid": call.origin.uid,
        "command": call.spec.name,
        "command_version": call.spec.version,
        "args": call.command.model_dump(mode="json"),
        "events": plain([as_fact(fact) for fact in recorder.events]),
        "rows": sorted(f"{entity}/{row_id}" for entity, row_id in recorder.changes),
        "conflicts": recorder.conflicts,
    }


def _as_key(text: str) -> Key:
    entity, _, row_id = text.partition("/")
    return entity, row_id


def _overwritten(
    recorder: Recorder, stale: Mapping[Key, RowState], origin: Origin
) -> list[dict[str, Any]]:
    """Fields where this command replaced what another client had written since the base."""
    found: list[dict[str, Any]] = []
    for key, state in stale.items():
        base = origin.base[f"{key[0]}/{key[1]}"]
        for name, (old, new) in recorder.changes.get(key, {}).items():
            version, writer = state.fields.get(name, (0, ""))
            if version > base and writer != origin.client_id:
                found.append(
                    {"row": f"{key[0]}/{key[1]}", "field": name, "theirs": old, "yours": new}
                )
    return plain(found)


def retrying(work: Callable[[], Result]) -> Result:
    """Run a transaction again where the database or a neighbour asks for it."""
    for _ in range(MOST_TRIES - 1):
        try:
            return work()
        except Interfered:
            continue
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in RETRIED_STATES:
                raise
    return work()
