"""Soak: one run on one database. Starts the server and the driver, answers the driver."""

import json
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.sync.postgres import running_postgres
from server.app import create_app
from server.core.settings import read_settings
from tests.builders.company import PASSWORD
from tests.soak.checks import Checks, Delivered, Totals
from tests.soak.company import INSPECTORS, fill
from tests.soak.pictures import make_pictures
from tests.soak.servers import Server

Json = dict[str, Any]
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WITH_NODE = ROOT / ".ci" / "with-node"
VITE = ROOT / "node_modules" / "vite" / "bin" / "vite.js"
LONGEST_RESTART_S = 10
PHONES = 12
# Long enough for phones to wait as long as they ever do; a quick look is spared it.
DARKNESS_MS = 20_000
WORTH_DARKNESS = 10


@dataclass(frozen=True)
class Plan:
    """How much work, how many kills, and the seed of all chance but that of threads and time.

    `longest_restart_s`: until the server must be ready again; more where others use the machine.
    """

    records: int
    kills: int
    seed: int
    longest_restart_s: float = LONGEST_RESTART_S


@dataclass
class Outcome:
    """What one run came to. `counts` is for people to read."""

    totals: Totals
    counts: Json
    violations: list[str]


class Soak:
    """The driver's counterpart: one answer to each of its lines."""

    def __init__(self, server: Server, checks: Checks, plan: Plan) -> None:
        self._server, self._checks, self._plan = server, checks, plan
        self._restarts: list[float] = []
        self.counts: Json = {}

    def answer(self, request: Json) -> Json:
        what = request.pop("do")
        return getattr(self, f"_answer_{what}")(**request)

    def _answer_hello(self) -> Json:
        plan = self._plan
        return {
            "base": self._server.base,
            "pid": self._server.pid,
            "records": plan.records,
            "kills": plan.kills,
            "seed": plan.seed,
            "phones": PHONES,
            "people": [{"login": login, "password": PASSWORD} for login in INSPECTORS],
            "pictures": make_pictures(plan.seed),
            "darkness_ms": DARKNESS_MS if plan.kills >= WORTH_DARKNESS else 0,
        }

    def _answer_restart(self) -> Json:
        seconds = self._server.restart()
        self._restarts.append(seconds)
        if seconds > self._plan.longest_restart_s:
            self._checks.violations.append(f"restart: ready only after {seconds:.1f} s")
        return {"pid": self._server.pid}

    def _answer_look(self, applied: list[str], delivered: list[Json]) -> Json:
        self._checks.look(applied, [Delivered(**record) for record in delivered])
        return {"is_up": self._server.is_up}

    def _answer_end(self, bases: list[Json], violations: list[str], counts: Json) -> Json:
        self._checks.violations += violations
        if counts["kills"] < self._plan.kills:
            self._checks.violations.append(f"stall: only {counts['kills']} kills came about")
        for base in bases:
            self._checks.compare(**base)
        self.counts = {**counts, "slowest_restart_s": round(max(self._restarts, default=0), 1)}
        return {}


def run_soak(kind: str, plan: Plan) -> Outcome:
    """A run on a fresh "sqlite" or "postgres"; everything is cleaned up after it."""
    with _scratch() as folder, _database(kind, folder) as url:
        env = {"DUCHA_DATA": str(folder / "data"), "DUCHA_DATABASE_URL": url}
        app = create_app(read_settings(env))
        fill(app)
        checks = Checks(app.extensions["ducha"])
        server = Server(env, folder / "server.log")
        soak = Soak(server, checks, plan)
        server.start()
        try:
            _drive(soak, folder)
        finally:
            server.stop()
        totals = checks.finish(plan.records)
        checks.violations += [f"check: {line}" for line in server.check().splitlines()]
        if kind == "sqlite":
            checks.violations += _damages(folder / "data" / "ducha.sqlite3")
        return Outcome(totals, soak.counts, checks.violations)


def _drive(soak: Soak, folder: Path) -> None:
    for mode in ("driver", "page"):
        command = [WITH_NODE, "node", VITE, "build", "--config", HERE / "vite.config.ts"]
        subprocess.run([*command, "--mode", mode, "--outDir", folder], check=True, cwd=ROOT)
    with subprocess.Popen(
        [WITH_NODE, "node", folder / "driver.mjs", folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as node:
        if node.stdin is None or node.stdout is None:
            raise RuntimeError("the driver has no pipe")
        try:
            for line in node.stdout:
                node.stdin.write(json.dumps(soak.answer(json.loads(line))) + "\n")
                node.stdin.flush()
        except BaseException:
            node.kill()
            raise
    if node.returncode != 0:
        raise RuntimeError(f"the driver ended with {node.returncode}")


def _damages(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as link:
        found = [text for (text,) in link.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else [f"integrity_check: {text}" for text in found]


@contextmanager
def _scratch() -> Generator[Path]:
    """On a real disk: what it takes to be safe there is part of what is tried."""
    folder = Path(tempfile.mkdtemp(prefix="ducha-soak-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(kind: str, folder: Path) -> Generator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'data' / 'ducha.sqlite3'}"
        return
    with running_postgres() as postgres:
        yield postgres.new_database("soak")
