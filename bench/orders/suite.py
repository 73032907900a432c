"""Orders bench: one run of everything."""

from bench.orders.histories import measure_histories
from bench.orders.slips import measure_slips
from bench.orders.sweep import measure_sweeps
from bench.results import Figure
from tests.builders.limits import HOURS, KINDS, differences


def measure() -> list[Figure]:
    figures = [_count_differences(), *measure_histories(), *measure_slips()]
    return [*figures, *measure_sweeps()]


def _count_differences() -> Figure:
    found = list(differences())
    note = f"{HOURS:,} starting hours of two years by {len(KINDS)} kinds of limit"
    first = f"; the first: {found[0]}" if found else ""
    return Figure(
        "deadline-differences",
        len(found),
        "limits",
        "walked day by day",
        "0",
        f"{note}, against numpy's business days{first}",
    )
