"""Planning bench: a stratified draw of three in a hundred from ten million frozen services.

What is timed as the draw is the whole command `draw.make`: seed checked, ordinals drawn in every
stratum, their records looked up in the frozen population, picks stored, journaled and committed.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from bench.planning.rows import PERIOD, RECORDS, SCAN
from bench.planning.services import Company
from bench.results import Figure
from bench.sync.postgres import running_postgres
from server.core.actor import system_actor
from server.planning.adapters.draw_verifying import verify
from server.planning.models.draws import Draw
from tests.builders.company import ORG

SHARE, ROUNDS = 30_000, 3
MB = 1024
COPIED = ("draws", "draw_strata", "draw_blocks")


@dataclass(frozen=True)
class Times:
    """Seconds of one database, medians but for the freezing and the verification; peaks in MB."""

    name: str
    draw: float
    scan: float
    freeze: float
    verify: float
    taken: int
    peak_before: int
    peak: int


def measure_drawing(records: int = RECORDS) -> list[Figure]:
    duck = _duck(records)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ducha-draw-")))
        postgres = stack.enter_context(running_postgres())
        lite = _measure("SQLite", Company(folder / "lite", None, records))
        post = _measure("PostgreSQL", Company(folder / "post", postgres, records))
    return _figures(lite, post, duck, records)


def _measure(name: str, company: Company) -> Times:
    peak_before = _peak()
    _perform(company, "draw.begin", **_plan("d0"))
    freeze = _timed(lambda: _perform(company, "draw.freeze", draw_id="d0"))
    for number in range(1, ROUNDS):
        _copy(company, f"d{number}")
    company.settle()
    draws, scans = list[float](), list[float]()
    for number in range(ROUNDS):
        company.pass_time()
        scans.append(_timed(lambda: _scan(company)))
        draws.append(_timed(partial(_perform, company, "draw.make", draw_id=f"d{number}")))
    peak = _peak()
    with company.runtime.reading() as session:
        draw = session.get_one(Draw, "d0")
        taken, begin = draw.taken, time.perf_counter()
        if not verify(session, draw).is_right:
            raise RuntimeError(f"{name}: the draw does not verify")
        verified = time.perf_counter() - begin
    company.runtime.engine.dispose()
    middle = statistics.median
    return Times(name, middle(draws), middle(scans), freeze, verified, taken, peak_before, peak)


def _plan(draw_id: str) -> dict[str, object]:
    plan = {
        **{"source": "services", "method": "simple", "periods": [PERIOD], "unit_ids": []},
        **{"by": ["kind", "district"], "share": "proportional", "minimum": 1, "count": None},
        **{"ppm": SHARE, "reserve_ppm": 0, "size_by": None, "visited_days": 0, "drawn_days": 0},
    }
    return {"draw_id": draw_id, "unit_id": "hq", "title": "bench", "plan": plan}


def _perform(company: Company, name: str, **args: object) -> None:
    company.runtime.perform(name, args, system_actor(ORG))


def _scan(company: Company) -> None:
    with company.runtime.asking() as session:
        count = session.connection().exec_driver_sql(SCAN).one()[0]
    if count != company.records:
        raise RuntimeError(f"{count} rows")


def _copy(company: Company, draw_id: str) -> None:
    """Another frozen population like the first, to draw from that too."""
    with company.link() as link:
        for table in COPIED:
            key = "id" if table == "draws" else "draw_id"
            names = [its["name"] for its in sa.inspect(link).get_columns(table)]
            given = ", ".join(f"'{draw_id}'" if its == key else its for its in names)
            into = f"INSERT INTO {table} ({', '.join(names)})"
            link.exec_driver_sql(f"{into} SELECT {given} FROM {table} WHERE {key} = 'd0'")


def _duck(records: int) -> dict[str, list[float]]:
    command = [sys.executable, "-m", "bench.planning.duck", f"{records}", f"{SHARE}", f"{ROUNDS}"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _timed(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _peak() -> int:
    """The most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MB


def _figures(lite: Times, post: Times, duck: dict[str, list[float]], records: int) -> list[Figure]:
    slower = max((lite, post), key=lambda its: its.draw)
    frozen = max((lite, post), key=lambda its: its.freeze / its.scan)
    middle = statistics.median(duck["seconds"])
    told = f"{records:,} services in 48 strata, {SHARE / 10_000:.0f} %"
    peer = f"DuckDB {duck['version']}, {duck['count']:,} rows by row_number() in random order"
    return [
        *(_against_scan(its, told) for its in (lite, post)),
        Figure(
            "freeze-vs-scan",
            round(frozen.freeze / frozen.scan, 1),
            "times",
            frozen.name,
            "one scan",
            f"{told}; hashed row by row and written once, before any draw: "
            + ", ".join(
                f"{its.name} {its.freeze:.1f} s, verified in {its.verify:.1f} s,"
                f" at most {its.peak} MB ({its.peak_before} MB before)"
                for its in (lite, post)
            ),
        ),
        Figure(
            "draw-vs-duckdb",
            round(slower.draw / middle, 2),
            "times",
            slower.name,
            "DuckDB",
            f"{told}; {slower.draw:.2f} s on the slower database, {middle:.2f} s by {peer};"
            f" ours draws from what is frozen, DuckDB's reads the table; medians of {ROUNDS}",
        ),
    ]


def _against_scan(its: Times, told: str) -> Figure:
    name = "sqlite" if its.name == "SQLite" else "postgres"
    note = (
        f"{told}: {its.taken:,} picks drawn and stored by the whole command in {its.draw:.2f} s;"
        f" a scan that reads the rows takes {its.scan:.2f} s; medians of {ROUNDS} in turns"
    )
    return Figure(
        f"draw-vs-scan-{name}", round(its.draw / its.scan, 2), "times", its.name, "≤1 scan", note
    )
