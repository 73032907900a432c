"""Real processes of the product, which tests may kill."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0


@contextmanager
def running(
    *arguments: str, env: Mapping[str, str], log: Path
) -> "Generator[subprocess.Popen[bytes]]":
    """`python ARGUMENTS` in a process group of its own, which is gone afterwards."""
    with log.open("ab") as lines:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **env},
            stdout=lines,
            stderr=lines,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(is_so: Callable[[], bool], what: str, log: Path | None = None) -> None:
    """Look every 50 ms; say what did not come true."""
    ends = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > ends:
            said = log.read_text(errors="replace")[-3000:] if log else ""
            raise TimeoutError(f"{what} did not come true within {PATIENCE_S:.0f} s\n{said}")
        time.sleep(0.05)


def children_of(pid: int) -> dict[int, str]:
    """Processes that this one has started and that live, with their command lines."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid and fields[0] != "Z":
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
    return found
