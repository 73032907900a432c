"""Streams of pokes, read by a thread as a browser would."""

import queue
import threading
import time
from typing import Any

from tests.builders.device import Device

PATIENCE_S = 10.0
# Longer than the pause after a poke, so that the next one would be seen.
QUIET_S = 1.6


class Stream:
    """An open stream."""

    def __init__(self, device: Device, **headers: str) -> None:
        path = f"/api/sync/poke?client_id={device.client_id}"
        self.response: Any = device.http.get(path, headers=headers, buffered=False)
        assert self.response.status_code == 200, self.response.get_data(as_text=True)
        self._found: queue.Queue[tuple[str, float] | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def next(self, patience_s: float = PATIENCE_S) -> str | None:
        """The next event's text; None at the stream's end; queue.Empty where all is quiet."""
        found = self._found.get(timeout=patience_s)
        return found and found[0]

    def next_at(self) -> float:
        """When the next event came, on the machine's monotonic clock."""
        found = self._found.get(timeout=PATIENCE_S)
        assert found is not None
        return found[1]

    def is_quiet(self) -> bool:
        try:
            self.next(QUIET_S)
        except queue.Empty:
            return True
        return False

    def _read(self) -> None:
        for piece in self.response.response:
            self._found.put((piece.decode(), time.monotonic()))
        self._found.put(None)


def listening(streams: list[Stream], device: Device, **headers: str) -> Stream:
    """A stream that has said hello."""
    stream = Stream(device, **headers)
    streams.append(stream)
    first = stream.next()
    assert first is not None
    assert first.startswith("event: hello\n")
    return stream
