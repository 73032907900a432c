"""A few seeds of the simulator on each database, and that a seed replays exactly."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.sim.planted import PATCHES, Planted, check_applies, read_planted

ROOT = Path(__file__).parents[2]
RUN = "import json, sys; from tests.sim.runs import Seeds, run_histories; "
Json = dict[str, Any]


@cache
def run(database: str, first: int, count: int) -> list[Json]:
    """Outcomes of these seeds, in a process of its own: the simulator replaces chance and time."""
    code = f"{RUN}print(json.dumps(run_histories({database!r}, Seeds({first}, {count})).outcomes))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
def test_histories_of_several_seeds_keep_every_promise(database: str) -> None:
    outcomes = run(database, 6, 2)
    assert [outcome["violation"] for outcome in outcomes] == [None, None]
    assert sum(outcome["faults"] for outcome in outcomes) > 0
    assert sum(outcome["resets"] for outcome in outcomes) > 0
    assert all(outcome["effects"] > 0 for outcome in outcomes)
    assert all(outcome["comparisons"] > 0 for outcome in outcomes)


def test_a_seed_replays_exactly() -> None:
    assert run("sqlite", 2, 1) == run("sqlite", 2, 2)[:1]


def test_every_planted_bug_names_the_invariant_that_it_breaks() -> None:
    planted = list(read_planted("all"))
    assert len(planted) == len(list(PATCHES.glob("*.patch"))) >= 12
    assert all(bug.invariants for bug in planted)


@pytest.mark.parametrize("bug", list(read_planted("all")), ids=lambda bug: bug.name)
def test_every_planted_bug_still_fits_the_code(bug: Planted) -> None:
    check_applies(ROOT, bug)
