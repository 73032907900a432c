"""Evidence: one request's bytes, taken in before anything is locked or stored."""

import hashlib
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from werkzeug.exceptions import ClientDisconnected

from server.core.problems import TooLarge, Unavailable

IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024
# A phone that goes out of reach holds its thread until TCP gives up. Fewer than the server has
# (server/serving.py), so that uploads that hang never keep out those who only read or push.
MOST_AT_ONCE = 48
RETRY_AFTER_S = 5

_places = threading.BoundedSemaphore(MOST_AT_ONCE)


@dataclass(frozen=True)
class Arrival:
    """What came of a request's body; `size` in bytes."""

    file: IO[bytes]
    size: int

    def digest(self, algorithm: str) -> bytes:
        found = hashlib.new(algorithm)
        while piece := self.file.read(PIECE):
            found.update(piece)
        self.file.seek(0)
        return found.digest()


@contextmanager
def taking_in(stream: IO[bytes], declared: int | None, most: int) -> Generator[Arrival]:
    """Read a body of at most this many bytes; TooLarge where there are, or will be, more."""
    if (declared or 0) > most:
        raise TooLarge(most=most)
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        # Where the sender goes away in the middle, what came until then is kept.
        with _place(), suppress(ClientDisconnected):
            _copy(stream, file, most)
        size = file.tell()
        file.seek(0)
        yield Arrival(file, size)


@contextmanager
def _place() -> Generator[None]:
    if not _places.acquire(blocking=False):
        raise Unavailable(retry_after=RETRY_AFTER_S)
    try:
        yield
    finally:
        _places.release()


def _copy(stream: IO[bytes], file: IO[bytes], most: int) -> None:
    while piece := stream.read(PIECE):
        if file.tell() + len(piece) > most:
            raise TooLarge(most=most)
        file.write(piece)
