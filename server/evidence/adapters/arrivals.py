"""Evidence: one request's bytes, taken in before anything is locked or stored."""

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from werkzeug.exceptions import ClientDisconnected

from server.core.problems import TooLarge

IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024


@dataclass(frozen=True)
class Arrival:
    """What came of a request's body; cut means that the connection ended before it did."""

    file: IO[bytes]
    size: int
    is_cut: bool

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
        is_cut = _copy(stream, file, most)
        size = file.tell()
        file.seek(0)
        yield Arrival(file, size, is_cut)


def _copy(stream: IO[bytes], file: IO[bytes], most: int) -> bool:
    """Copy until the end; True where the sender went away first. What came is kept."""
    try:
        while piece := stream.read(PIECE):
            if file.tell() + len(piece) > most:
                raise TooLarge(most=most)
            file.write(piece)
    except ClientDisconnected:
        return True
    return False
