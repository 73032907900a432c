"""Simulator: known bugs, planted one by one in a copy of the tree; each must be caught."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from tests.sim.trees import copy_tree

PATCHES = Path(__file__).parent / "planted"
CAUGHT = re.compile(r"^seed=(\d+) invariant=(\S+)$", re.MULTILINE)


class DoesNotApply(Exception):
    """The code has moved on from under a planted bug: the patch must be made anew."""


@dataclass(frozen=True)
class Planted:
    """A patch with the invariants of which one must be named, and the database that shows it."""

    path: Path
    invariants: tuple[str, ...]
    database: str

    @property
    def name(self) -> str:
        return self.path.stem


def read_planted(which: str) -> Iterator[Planted]:
    """All planted bugs, or the one of this name."""
    for path in sorted(PATCHES.glob("*.patch")):
        if which in ("all", path.stem):
            head = dict(re.findall(r"^# (\w+): (.+)$", path.read_text(), re.MULTILINE))
            invariants = tuple(head["invariant"].split())
            yield Planted(path, invariants, head.get("database", "sqlite"))


def run_planted(which: str, most: int) -> int:
    """The exit code: 0 where each bug was caught within `most` seeds by an invariant of its own."""
    planted = list(read_planted(which))
    with tempfile.TemporaryDirectory(prefix="ducha-planted-") as folder:
        tree = Path(folder)
        copy_tree(tree)
        caught = [_plant(tree, bug, most) for bug in planted]
    click.echo(f"planted={len(planted)} caught={sum(caught)}")
    return 0 if planted and all(caught) else 1


def check_applies(tree: Path, bug: Planted) -> None:
    """Raises DoesNotApply where the code under the patch is no longer what it was made for."""
    _patch(tree, bug, "--forward", "--dry-run")


def _plant(tree: Path, bug: Planted, most: int) -> bool:
    try:
        check_applies(tree, bug)
    except DoesNotApply as error:
        click.echo(f"planted={bug.name} DOES NOT APPLY: {error}")
        return False
    _patch(tree, bug, "--forward")
    try:
        seed, invariant = _hunt(tree, bug, most)
    finally:
        _patch(tree, bug, "--reverse")
    is_caught = invariant in bug.invariants
    verdict = "" if is_caught else f" expected={'|'.join(bug.invariants)}"
    click.echo(f"planted={bug.name} invariant={invariant} seeds={seed}{verdict}")
    return is_caught


def _patch(tree: Path, bug: Planted, *options: str) -> None:
    command = ["patch", "--strip=1", "--batch", "--fuzz=1", "--no-backup-if-mismatch", *options]
    with bug.path.open() as file:
        done = subprocess.run(
            command, check=False, cwd=tree, stdin=file, capture_output=True, text=True
        )
    if done.returncode != 0:
        raise DoesNotApply(f"{bug.path.name}: {done.stdout}")


def _hunt(tree: Path, bug: Planted, most: int) -> tuple[int, str]:
    """How many seeds it took, and the invariant; "none" where all of them went well."""
    command = [sys.executable, "-m", "tests.sim", "--seeds", str(most), "--db", bug.database]
    done = subprocess.run(
        [*command, "--until-caught"],
        check=False,
        cwd=tree,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    found = CAUGHT.search(done.stdout)
    if found:
        return int(found[1]), found[2]
    return most, "none" if done.returncode == 0 else f"broken: {done.stderr.strip()[-300:]}"
