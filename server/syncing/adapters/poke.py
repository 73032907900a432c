"""Syncing: tells devices that are online that something of theirs has changed.

A thread per process watches the clock while anybody listens.
"""

import threading
from collections.abc import Mapping
from datetime import datetime
from time import monotonic, sleep

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import local_day
from server.core.feeds import PUBLIC_SCOPE, user_scope
from server.core.runtime import Runtime
from server.core.sums import list_moved
from server.organisation.queries import get_user, list_open_sessions, load_actor, scopes_of
from server.syncing import queries
from server.syncing.adapters.poke_stream import Listener, PokeStream
from server.syncing.rules import PokeFull

# Where the application keeps its watch.
WATCH = "ducha_poke"
MOST_LISTENERS = 200
RETRY_AFTER_S = 60
LOOK_S = 0.25
CHECK_S = 5.0
# Rights change without a change of any row that is replicated.
RIGHTS_S = 60.0


class PokeWatch:
    """All listeners of this process and the thread that watches for them."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._lock = threading.Lock()
        self._listeners: set[Listener] = set()
        self._seen: dict[str, int] = {}
        self._is_watching = False
        self._is_closed = False
        self._checked_at = 0.0

    def listen(self, actor: Actor, client_id: str, token: str) -> PokeStream:
        """The stream of a new listener, from now on; PokeFull where there are too many."""
        with self._runtime.reading() as session:
            version = queries.list_clocks(session, [actor.org])[actor.org]
        listener = Listener(actor, client_id, token, scopes_of(actor), version, monotonic())
        with self._lock:
            if self._is_closed or len(self._listeners) >= MOST_LISTENERS:
                raise PokeFull(retry_after=RETRY_AFTER_S)
            self._listeners.add(listener)
            seen = self._seen.setdefault(actor.org, version)
            if seen > version:
                # The watch has told the others meanwhile.
                listener.wake(seen)
            if not self._is_watching:
                self._is_watching = True
                threading.Thread(target=self._watch, name="poke", daemon=True).start()
        return PokeStream(listener, self.leave)

    def leave(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.discard(listener)
            if all(other.actor.org != listener.actor.org for other in self._listeners):
                self._seen.pop(listener.actor.org, None)

    def close(self) -> None:
        """End all streams and take no more: the process is about to go."""
        with self._lock:
            self._is_closed = True
            listeners = list(self._listeners)
        for listener in listeners:
            listener.end()

    def _watch(self) -> None:
        while listeners := self._present():
            try:
                with self._runtime.reading() as session:
                    self._look(session)
                if monotonic() - self._checked_at >= CHECK_S:
                    with self._runtime.reading() as session:
                        self._check(session, listeners)
                    self._checked_at = monotonic()
            except SQLAlchemyError as error:
                structlog.get_logger().warning("poke", error=str(error))
            sleep(LOOK_S)

    def _present(self) -> list[Listener]:
        """Who listens now; where nobody does, the watch is over before the lock is given back."""
        with self._lock:
            self._is_watching = bool(self._listeners)
            return list(self._listeners)

    def _look(self, session: Session) -> None:
        with self._lock:
            seen = dict(self._seen)
        for org, version in queries.list_clocks(session, list(seen)).items():
            if version == seen[org]:
                continue
            changed = list_moved(session, org, seen[org] + 1)
            for listener in self._move_on(org, version):
                _tell(listener, changed, version)

    def _move_on(self, org: str, version: int) -> list[Listener]:
        """Who is to be told; whoever comes later finds the clock moved. A restore moves it back."""
        with self._lock:
            if org in self._seen:
                self._seen[org] = version
            return [its for its in self._listeners if its.actor.org == org]

    def _check(self, session: Session, listeners: list[Listener]) -> None:
        """End the streams of those who may not listen any more; see what has become of rights."""
        revoked = queries.list_revocations(session, [its.client_id for its in listeners])
        now = self._runtime.clock.now()
        signed_in = list_open_sessions(session, [its.token for its in listeners], now)
        for listener in listeners:
            if listener.client_id in revoked or listener.token not in signed_in:
                listener.end()
            elif monotonic() - listener.rights_read_at >= RIGHTS_S:
                _read_rights(session, listener, now)


def _tell(listener: Listener, changed: Mapping[str, int], version: int) -> None:
    if listener.scopes.isdisjoint(changed):
        return
    if {PUBLIC_SCOPE, user_scope(listener.actor.user_id)} & changed.keys():
        # Units come and go with `public`: the next check reads the rights anew.
        listener.rights_read_at = 0.0
    listener.wake(version)


def _read_rights(session: Session, listener: Listener, now: datetime) -> None:
    user = get_user(session, listener.actor.user_id)
    scopes = scopes_of(load_actor(session, user, local_day(now)))
    listener.rights_read_at = monotonic()
    if scopes != listener.scopes:
        listener.scopes = scopes
        listener.wake(listener.version)
