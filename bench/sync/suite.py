"""Sync bench: one run of everything, all products side by side on 127.0.0.1."""

import sys
import time
from contextlib import ExitStack

from bench.results import Figure
from bench.sync.day import measure_day
from bench.sync.limits import make_limits
from bench.sync.products import Field, made
from bench.sync.pulling import measure_pulls
from bench.sync.pushing import measure_pushes
from bench.sync.report import Run, figures_of


def measure() -> list[Figure]:
    begin = time.monotonic()

    def tell(line: str) -> None:
        print(f"[{time.monotonic() - begin:4.0f} s] {line}", file=sys.stderr, flush=True)  # noqa: T201

    with ExitStack() as stack:
        field = Field(stack)
        limits = make_limits(made(field.folder, "limits"), field.postgres)
        tallies = measure_pushes(field.all(), limits, tell)
        day = measure_day(field.sqlite)
        tell(f"a day: {day.kilobytes:.0f} KB")
        pulls, idles = measure_pulls(field, tell)
    return figures_of(Run(tallies, limits, pulls, idles, day))
