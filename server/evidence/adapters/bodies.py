"""Evidence: a request's body piece by piece, given up when its sender falls silent.

A phone that goes out of reach leaves a connection that nobody closes. A read on it cannot be
ended from outside and would hold one of the server's few threads for as long as TCP waits.
"""

import threading
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import IO

from werkzeug.exceptions import ClientDisconnected

PIECE = 16 * 1024
SILENCE_S = 15.0


def pieces_of(stream: IO[bytes]) -> Iterator[bytes]:
    """The body; ClientDisconnected where it ends too early or nothing comes for a while."""
    reader = _Reader(stream)
    reader.start()
    try:
        while piece := reader.next_piece():
            yield piece
    finally:
        reader.is_over = True


class _Reader(threading.Thread):
    """Reads aside. Left alone it ends with its read: the server drops an answered connection."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.is_over = False
        self._stream = stream
        self._pieces: SimpleQueue[bytes | Exception] = SimpleQueue()

    def run(self) -> None:
        try:
            while not self.is_over:
                piece = self._stream.read(PIECE)
                self._pieces.put(piece)
                self.is_over = self.is_over or not piece
        except Exception as error:
            self._pieces.put(error)

    def next_piece(self) -> bytes:
        try:
            piece = self._pieces.get(timeout=SILENCE_S)
        except Empty as error:
            raise ClientDisconnected from error
        if isinstance(piece, Exception):
            raise piece
        return piece
