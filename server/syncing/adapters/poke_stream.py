"""Syncing: one open stream of pokes. It only waits, and holds no transaction meanwhile."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import monotonic, sleep

from server.core.actor import Actor

KEEPALIVE_S = 15.0
LIFETIME_S = 600.0
# A phone is poked at most once in this time; what happens meanwhile is in the next poke.
GAP_S = 1.0


@dataclass(eq=False)
class Listener:
    """One open stream: whose it is, and what he waits for."""

    actor: Actor
    client_id: str
    token: str
    scopes: frozenset[str]
    version: int
    rights_read_at: float
    is_over: bool = False
    _woken: threading.Event = field(default_factory=threading.Event)

    def wake(self, version: int) -> None:
        self.version = max(self.version, version)
        self._woken.set()

    def end(self) -> None:
        """One last poke, so that the device asks and hears why."""
        self.is_over = True
        self._woken.set()

    def events(self) -> Iterator[bytes]:
        """The stream's text, until it is over or has lived long enough."""
        ends = monotonic() + LIFETIME_S
        yield _event("hello", self.version)
        while (left := ends - monotonic()) > 0:
            if not self._woken.wait(min(KEEPALIVE_S, left)):
                # A device that went away without a word is noticed when this cannot be written.
                yield b": \n\n"
                continue
            self._woken.clear()
            yield _event("poke", self.version)
            if self.is_over:
                return
            sleep(GAP_S)


class PokeStream:
    """A listener's events for the server to send.

    It may be closed from another thread, or before it began: of both a generator knows nothing.
    """

    def __init__(self, listener: Listener, leave: Callable[[Listener], None]) -> None:
        self._listener, self._leave = listener, leave
        self._events = listener.events()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._events)

    def close(self) -> None:
        self._leave(self._listener)
        self._listener.end()


def _event(name: str, version: int) -> bytes:
    return f'event: {name}\ndata: {{"version": {version}}}\n\n'.encode()
