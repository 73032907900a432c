"""A real worker with steps that leave a trace: run as a process by test_working.py, which kills it.

Each step appends a line to steps.log before and after; `linger` waits in between while the file
`hold` is there.
"""

import os
import sys
import time
from pathlib import Path

from server.app import create_app
from server.core.runtime import Runtime
from server.evidence import jobs
from server.evidence.jobs import STEPS, Step
from server.working import work


def _note(runtime: Runtime, line: str) -> None:
    with (runtime.settings.data_dir / "steps.log").open("a") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())


def _first(runtime: Runtime, org: str, photo_id: str) -> None:
    _note(runtime, f"first {photo_id}")


def _linger(runtime: Runtime, org: str, photo_id: str) -> None:
    _note(runtime, f"begin {photo_id}")
    while (runtime.settings.data_dir / "hold").exists():
        time.sleep(0.05)
    _note(runtime, f"end {photo_id}")


def _stumble(runtime: Runtime, org: str, photo_id: str) -> None:
    if Path(runtime.settings.data_dir / "stumble").exists():
        raise ValueError("no way through")
    _note(runtime, f"through {photo_id}")


if __name__ == "__main__":
    own = (*STEPS, Step("a-first", _first), Step("b-linger", _linger), Step("c-stumble", _stumble))
    jobs.run_due.__defaults__ = (own,)
    work(create_app(), int(sys.argv[1]))
