"""Worker: `ducha serve` keeps one process beside itself that does background work."""

import os
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager

import structlog

# It is told whose it is, and ends with us, however we end.
COMMAND = (sys.executable, "-m", "server.cli", "work", "--beside")
LOOK_S = 0.2
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
LONGEST_STOP_S = 20.0


@contextmanager
def worker_beside() -> Generator[None]:
    """One worker process for as long as this lasts; another one where it dies."""
    stopping = threading.Event()
    keeper = threading.Thread(target=_keep_alive, args=(stopping,), name="worker")
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join()


def _keep_alive(stopping: threading.Event) -> None:
    pause = SHORTEST_PAUSE_S
    while not stopping.is_set():
        with subprocess.Popen((*COMMAND, str(os.getpid()))) as process:
            _wait(process, stopping)
        if not stopping.is_set():
            structlog.get_logger().error("worker died", status=process.returncode, again_in_s=pause)
            stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)


def _wait(process: "subprocess.Popen[bytes]", stopping: threading.Event) -> None:
    while process.poll() is None:
        if stopping.wait(LOOK_S):
            process.terminate()
            try:
                process.wait(LONGEST_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
