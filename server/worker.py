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
    # Here, and not in the thread: a server process that was forked off in the middle of a start
    # would hold the pipe on which that start waits.
    first = _start()
    keeper = threading.Thread(target=_keep_alive, args=(first, stopping), name="worker")
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join()


def _start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen((*COMMAND, str(os.getpid())))


def _keep_alive(process: "subprocess.Popen[bytes]", stopping: threading.Event) -> None:
    pause = SHORTEST_PAUSE_S
    while True:
        _wait(process, stopping)
        if stopping.is_set():
            return
        structlog.get_logger().error("worker died", status=process.returncode, again_in_s=pause)
        if stopping.wait(pause):
            return
        pause = min(2 * pause, LONGEST_PAUSE_S)
        process = _start()


def _wait(process: "subprocess.Popen[bytes]", stopping: threading.Event) -> None:
    while process.poll() is None:
        if stopping.wait(LOOK_S):
            process.terminate()
            try:
                process.wait(LONGEST_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
