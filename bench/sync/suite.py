"""Sync bench: one run of everything, all products side by side on 127.0.0.1."""

import sys
import time
from contextlib import ExitStack

from bench.results import Figure
from bench.sync.day import measure_day
from bench.sync.limits import make_limits
from bench.sync.products import SideBySide, made
from bench.sync.pulling import measure_pulls
from bench.sync.pushing import measure_pushes
from bench.sync.report import Run, figures_of


def measure() -> list[Figure]:
    begin = time.monotonic()

    def tell(line: str) -> None:
        print(f"[{time.monotonic() - begin:4.0f} s] {line}", file=sys.stderr, flush=True)  # noqa: T201

    with ExitStack() as stack:
        products = SideBySide(stack)
        limits = make_limits(made(products.folder, "limits"), products.postgres)
        tallies = measure_pushes(products.all(), limits, tell)
        day = measure_day(products.sqlite)
        tell(f"a day: {day.kilobytes:.0f} KB")
        pulls, idles = measure_pulls(products, tell)
    return figures_of(Run(tallies, limits, pulls, idles, day))
