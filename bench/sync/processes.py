"""Sync bench: starting servers, waiting until they answer, and the CPU time that they use."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
HOST = "127.0.0.1"
LONGEST_START_S = 60
LONGEST_STOP_S = 15
# Places of utime, stime, cutime and cstime after the command's name in /proc/<pid>/stat.
TIMES = slice(11, 15)


def free_port() -> int:
    """A port of the system's choice that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextmanager
def running_server(
    command: list[str], port: int, folder: Path, env: Mapping[str, str] | None = None
) -> Generator[int]:
    """A server in `folder` with its log in server.log; yields its pid once the port answers."""
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(env or {})},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait_for(process, port, folder)
        yield process.pid
    finally:
        _stop(process)


def _wait_for(process: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    end = time.monotonic() + LONGEST_START_S
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    log = (folder / "server.log").read_text(errors="replace")[-2000:]
    raise RuntimeError(f"{process.args} does not answer on port {port}:\n{log}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """The whole group that was started for it; a worker that hangs is killed."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(LONGEST_STOP_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def cpu_seconds(roots: list[int]) -> float:
    """User and system time so far of these processes, of all below them, and of those gone."""
    children: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(entry)):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
            ticks[int(entry.name)] = sum(map(int, fields[TIMES]))
    waiting, total = list(roots), 0
    while waiting:
        pid = waiting.pop()
        total += ticks.get(pid, 0)
        waiting += children.get(pid, [])
    return total / TICKS_A_SECOND


def _stat(entry: Path) -> list[str]:
    """What follows the command's name (which may hold spaces); nothing if the process is gone."""
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
