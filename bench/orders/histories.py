"""Orders bench: ten thousand random histories by real commands; none may violate a rule."""

import multiprocessing
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.results import Figure
from server.app import create_app
from server.core.clock import SetClock
from server.core.logs import configure_logs
from server.core.settings import read_settings
from server.installation import migrate_database
from tests.builders.company import NOW, fill_company
from tests.builders.histories.judging import RULES
from tests.builders.histories.running import run_in
from tests.builders.histories.world import prepare

COMPANIES, EACH, WORKERS = 20, 500, 2
SHOWN = 3


@dataclass(frozen=True)
class Ran:
    """What one company's histories came to."""

    commands: int
    wrong: list[str]


def measure_histories() -> list[Figure]:
    begin = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:
        ran = pool.map(_run, range(COMPANIES), chunksize=1)
    seconds = time.monotonic() - begin
    wrong = [told for its in ran for told in its.wrong]
    first = f"; the first: {' / '.join(wrong[:SHOWN])}" if wrong else ""
    note = (
        f"{COMPANIES * EACH:,} histories, {sum(its.commands for its in ran):,} commands through the"
        f" unit of work in {seconds:.0f} s, each judged by {len(RULES) + 1} rules that count anew"
        f"{first}"
    )
    return [Figure("history-violations", len(wrong), "histories", "random", "0", note)]


def _run(number: int) -> Ran:
    """One company on an SQLite file of its own."""
    configure_logs(is_quiet=True)
    with tempfile.TemporaryDirectory(prefix="ducha-histories-") as folder:
        settings = read_settings({"DUCHA_DATA": str(Path(folder)), "DUCHA_SECRET_KEY": "bench"})
        app = create_app(settings, SetClock(NOW))
        with app.app_context():
            migrate_database(app)
        runtime = app.extensions["ducha"]
        fill_company(runtime)
        world = prepare(runtime)
        judged = run_in(world, range(EACH), number)
        wrong = [its.told() for its in judged if its.violations]
        runtime.engine.dispose()
        return Ran(world.commands, wrong)
