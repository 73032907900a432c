"""Simulator: runs of many seeds, each in a fresh company on one of the databases."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from tests.sim.databases import Database, PostgresDatabase, SqliteDatabase
from tests.sim.gateway import Gateway
from tests.sim.world import World

Json = dict[str, Any]
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MEMORY = Path("/dev/shm")
VITE = ROOT / "node_modules" / "vite" / "bin" / "vite.js"
WITH_NODE = ROOT / ".ci" / "with-node"


@dataclass
class Tally:
    """What a run of seeds came to."""

    outcomes: list[Json] = field(default_factory=list[Json])

    @property
    def violations(self) -> list[Json]:
        return [outcome for outcome in self.outcomes if outcome["violation"]]

    def total(self, what: str) -> int:
        return sum(outcome[what] for outcome in self.outcomes)

    def line(self) -> str:
        return (
            f"histories={len(self.outcomes)} steps={self.total('steps')}"
            f" faults={self.total('faults')} resets={self.total('resets')}"
            f" violations={len(self.violations)}"
        )


@dataclass(frozen=True)
class Seeds:
    """Seeds from `first` on."""

    first: int
    count: int


def _ignore(_outcome: Json) -> None:
    """For those who only want the tally."""


@contextmanager
def scratch() -> Generator[Path]:
    """A folder in memory where the machine has such a place."""
    folder = Path(tempfile.mkdtemp(prefix="ducha-sim-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def bundle(folder: Path) -> None:
    """The scheduler and the app's page, for Node."""
    for mode in ("scheduler", "page"):
        command = [WITH_NODE, "node", VITE, "build", "--config", HERE / "vite.config.ts"]
        subprocess.run([*command, "--mode", mode, "--outDir", folder], check=True, cwd=ROOT)


def run_histories(
    kind: str, seeds: Seeds, *, mode: str = "quiet", tell: Callable[[Json], None] = _ignore
) -> Tally:
    """These seeds on a database of this kind. Modes: quiet, loud, or caught (ends there)."""
    tally = Tally()

    def ended(outcome: Json) -> None:
        tally.outcomes.append(outcome)
        tell(outcome)

    with scratch() as folder:
        bundle(folder)
        database: Database = SqliteDatabase(folder) if kind == "sqlite" else PostgresDatabase()
        try:
            gateway = Gateway(World(database, folder), ended)
            _drive(gateway, folder, seeds, mode)
        finally:
            database.close()
    return tally


def _drive(gateway: Gateway, folder: Path, seeds: Seeds, mode: str) -> None:
    numbers = [str(seeds.first), str(seeds.count)]
    command = [WITH_NODE, "node", folder / "scheduler.mjs", *numbers, mode]
    with subprocess.Popen(
        [*command, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as node:
        if node.stdin is None or node.stdout is None:
            raise RuntimeError("the scheduler has no pipe")
        try:
            gateway.serve(node.stdout, node.stdin)
        except BaseException:
            node.kill()
            raise
    if node.returncode != 0:
        raise RuntimeError(f"the scheduler ended with {node.returncode}")


def run_seeds(databases: list[str], seeds: Seeds, mode: str) -> int:
    """The exit code: 0 where no history violated anything."""
    whole = Tally()
    for kind in databases:
        began = time.monotonic()
        tally = run_histories(kind, seeds, mode=mode, tell=_tell)
        seconds = (time.monotonic() - began) / len(tally.outcomes)
        click.echo(f"{kind}: {tally.line()} ({seconds:.2f} s a history)")
        whole.outcomes += tally.outcomes
    click.echo(whole.line())
    return 1 if whole.violations else 0


def _tell(outcome: Json) -> None:
    if outcome["violation"]:
        click.echo(f"seed={outcome['seed']} invariant={outcome['violation']['invariant']}")
