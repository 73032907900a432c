"""Unit of work: the one door for writes. Rows, journal, index and clock commit together."""

from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, CommandSpec
from server.core.connecting import open_writer
from server.core.db import OrgRow, lock_rows
from server.core.events import Event, Reaction, as_fact
from server.core.feeds import Feeds
from server.core.indexing import RowState, Touch, row_states, write_index
from server.core.journal import plain
from server.core.problems import Problem, StaleBase
from server.core.recorder import Recorder
from server.core.replication import Key, bump_clock
from server.core.sealing import Interfered, plan_seal, write_journal

RETRIED_STATES = ("40001", "40P01")
MOST_TRIES = 5

Result = TypeVar("Result")
# Writes rows past the journal, in the transaction of the command that answers for them.
Mass = Callable[[Session], None]


@dataclass(frozen=True)
class Wiring:
    """What the modules offer: commands and feeds by name, reactions by fact."""

    commands: Mapping[str, CommandSpec]
    feeds: Feeds
    reactions: Mapping[type[Event], tuple[Reaction, ...]]


@dataclass(frozen=True)
class Origin:
    """Where a command came from: device, mutation, and the row versions that it was based on.

    `operator_id` is who brings it in the actor's name: an import of rescued work, a repair.
    """

    client_id: str = ""
    uid: str = ""
    base: Mapping[str, int] = field(default_factory=dict[str, int])
    operator_id: str = ""


@dataclass(frozen=True)
class Call:
    """A command to run: what, by whom, when, and from where.

    `mass`: rows that come with it, too many for its arguments; of them the journal has what the
    command says of them (docs/decisions/0024).
    """

    spec: CommandSpec
    command: Command
    actor: Actor
    at: Moment
    origin: Origin = field(default_factory=Origin)
    mass: Mass | None = None


class Soiled(Exception):
    """A command failed after it had changed something: the batch must be run again, carefully."""


class UnitOfWork:
    """One transaction; each command in it succeeds or fails as if alone.

    Straight, nothing of that costs anything: a refusal that comes before any change leaves nothing
    behind, and any other failure raises Soiled. Careful, each command has a savepoint of its own.
    """

    def __init__(
        self, engine: Engine, wiring: Wiring, org: str, *, is_careful: bool = False
    ) -> None:
        self.wiring = wiring
        self.org = org
        self.session = open_writer(engine)
        self._is_careful = is_careful
        self._entities = {feed.model: feed.entity for feed in wiring.feeds.values()}
        self.session.info["recorder"] = Recorder(self._entities)
        self._lines: list[dict[str, Any]] = []
        self._touched: dict[Key, Touch] = {}
        self._rows: dict[Key, OrgRow] = {}
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

    def prepare(self, calls: Iterable[Call]) -> None:
        """Lock and read, in a few queries, what the coming commands name and are based on."""
        named: dict[type[OrgRow], set[str]] = {}
        keys: set[Key] = set()
        for call in calls:
            keys.update(map(_as_key, call.origin.base))
            for model, row_id in call.spec.names(call.command):
                named.setdefault(model, set()).add(row_id)
                keys.add((self._entities.get(model, ""), row_id))
        for model in sorted(named, key=lambda model: model.__name__):
            lock_rows(self.session, model, self.org, sorted(named[model]))
        self.judge(sorted(keys))

    def run(self, call: Call) -> list[dict[str, Any]]:
        """Run one command; returns the conflicts, or raises Problem with nothing changed."""
        recorder = Recorder(self._entities)
        self.session.info["recorder"] = recorder
        stale = self._stale_rows(call.origin)
        if stale and call.spec.stale == "reject":
            rows = [f"{entity}/{row_id}" for entity, row_id in stale]
            told = call.spec.explains(call.command, call.actor, self.session)
            raise StaleBase(rows=rows, **told)
        with self._savepoint() if self._is_careful else self._straight(recorder):
            call.spec.handler(call.command, call.actor, call.at, self.session)
            if call.mass is not None:
                call.mass(self.session)
            self._react(recorder, call)
            if self._is_careful or recorder.has_parents or self.session.deleted:
                self.session.flush()
        if call.spec.stale == "merge" and call.origin.client_id:
            recorder.conflicts += self._overwritten(recorder, call.origin)
        self._keep(recorder, call)
        return recorder.conflicts

    def judge(self, keys: Collection[Key]) -> None:
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
        session, org, touched = self.session, self.org, self._touched
        feeds, judged = self.wiring.feeds, self._judged
        states = plan_seal(session, org, touched, rows=self._rows, feeds=feeds, judged=judged)
        tick = bump_clock(session, org, len(self._lines))
        write_index(session, org, touched, states, tick.version)
        write_journal(session, org, self._lines, tick)
        return tick.version

    def commit(self) -> None:
        self.session.info["recorder"] = Recorder({})
        self.session.commit()

    @contextmanager
    def _straight(self, recorder: Recorder) -> Generator[None]:
        """A refusal that comes before any change needs no undoing; whatever else fails, does."""
        try:
            yield
        except Problem as problem:
            # The recorder hears of a deletion at the flush, which none of the others waits for.
            if recorder.is_dirty or self.session.deleted:
                raise Soiled from problem
            raise
        except Exception as error:
            raise Soiled from error

    @contextmanager
    def _savepoint(self) -> Generator[None]:
        """A refusal undoes what the command did, and forgets the rows that it took."""
        before = dict(self.session.info["locked"])
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            self.session.info["locked"] = before
            raise

    def _stale_rows(self, origin: Origin) -> dict[Key, RowState]:
        """Rows that someone else changed after the version which the sender had seen."""
        if not origin.base:
            return {}
        seen = {_as_key(text): version for text, version in origin.base.items()}
        self.judge(list(seen))
        stale: dict[Key, RowState] = {}
        for key, version in seen.items():
            state = self._judged[key]
            if state and state.newest_by_others(origin.client_id) > version:
                stale[key] = state
        return stale

    def _overwritten(self, recorder: Recorder, origin: Origin) -> list[dict[str, Any]]:
        """Fields where this command replaced what another client has written since its base.

        A row that is there although the sender's base knows none is one that he has never seen.
        """
        found: list[dict[str, Any]] = []
        for key, fields in recorder.changes.items():
            state, text = self._judged.get(key), "/".join(key)
            if state is None or key in self._touched:
                continue
            base = origin.base.get(text, 0)
            for name, (old, new) in fields.items():
                version, writer = state.writer_of(name)
                if version > base and writer != origin.client_id:
                    found.append({"row": text, "field": name, "theirs": old, "yours": new})
        return plain(found) if found else []

    def _react(self, recorder: Recorder, call: Call) -> None:
        told = 0
        while told < len(recorder.events):
            fact = recorder.events[told]
            for reaction in self.wiring.reactions.get(type(fact), ()):
                reaction(fact, call.actor, call.at, self.session)
            told += 1

    def _keep(self, recorder: Recorder, call: Call) -> None:
        self._rows |= recorder.rows
        for key, fields in recorder.changes.items():
            merges = self.wiring.feeds[key[0]].merges
            touch = Touch(call.origin.client_id, set(), is_merging=merges)
            known = self._touched.setdefault(key, touch)
            if merges:
                known.fields |= fields.keys()
        self._lines.append(_journal_line(recorder, call))


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
        "operator_id": call.origin.operator_id,
        "command": call.spec.name,
        "command_version": call.spec.version,
        "args": call.command.model_dump(mode="json"),
        "events": plain([as_fact(fact) for fact in recorder.events]) if recorder.events else [],
        "rows": sorted(f"{entity}/{row_id}" for entity, row_id in recorder.changes),
        "conflicts": recorder.conflicts,
    }


def _as_key(text: str) -> Key:
    entity, _, row_id = text.partition("/")
    return entity, row_id


def retrying(work: Callable[[], Result]) -> Result:
    """Run a transaction again where the database or a neighbour asks for it."""
    for _ in range(MOST_TRIES - 1):
        try:
            return work()
        except Interfered:
            continue
        except DBAPIError as error:
            if not wants_retry(error):
                raise
    return work()


def wants_retry(error: BaseException) -> bool:
    """Whether the database undid a transaction only because another was in its way."""
    original = getattr(error, "orig", None)
    return isinstance(error, Interfered) or getattr(original, "sqlstate", None) in RETRIED_STATES
