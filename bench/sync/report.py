"""Sync bench: the figures of a run, in the house's form."""

from dataclasses import dataclass, replace

from bench.results import Figure
from bench.sync.day import VISITS, Day
from bench.sync.day_visit import PHOTO_BYTES, PHOTOGRAPHED
from bench.sync.limits import Limit
from bench.sync.pulling import IDLE_PULLS, PEER_SIZES, SIZES, Idle, Pulled
from bench.sync.pulling import ROUNDS as PULL_ROUNDS
from bench.sync.pushing import CLIENTS, ROUNDS, Tally
from bench.sync.ratios import POSTGRESQL, PULL_PAIRS, PUSH_PAIRS, SQLITE, Pair
from bench.sync.supervisor import CHANGES

MOST = max(CLIENTS)
LARGEST, SMALLEST, SHARED = max(SIZES), min(SIZES), max(PEER_SIZES)


@dataclass(frozen=True)
class Run:
    """Everything that one run measured."""

    tallies: list[Tally]
    limits: list[Limit]
    pulls: list[Pulled]
    idles: list[Idle]
    day: Day


def figures_of(run: Run) -> list[Figure]:
    return [
        *_push_ratios(run),
        *_pull_ratios(run.pulls),
        *_idle_figures(run.idles),
        _day_figure(run.day),
        *map(_push_figure, run.tallies),
        *map(_limit_figure, run.limits),
        *map(_pull_figure, run.pulls),
        _generator_figure(run.tallies),
    ]


def _push_ratios(run: Run) -> list[Figure]:
    rates = {tally.product.name: tally.median(MOST) for tally in run.tallies}
    rates |= {limit.name: limit.median for limit in run.limits}
    note = f"mutations/s at {MOST} clients, medians of {ROUNDS} rounds; a bare loop has one client"
    return [pair.figure(rates, note) for pair in PUSH_PAIRS]


def _pull_ratios(pulls: list[Pulled]) -> list[Figure]:
    note = f"ms for {CHANGES:,} changed rows, medians of {PULL_ROUNDS} rounds"
    by_size = {pulled.name: pulled.median for pulled in pulls if pulled.size == SHARED}
    return [
        *_growth(pulls, note),
        *(pair.figure(by_size, f"{note}, out of {SHARED:,}") for pair in PULL_PAIRS),
    ]


def _growth(pulls: list[Pulled], note: str) -> list[Figure]:
    """How much slower the same pull is with a hundred times the rows; the worse one first."""
    ms = {f"{pulled.name}, {pulled.size:,} rows": pulled.median for pulled in pulls}
    pairs = [
        Pair(
            f"pull-1m-vs-10k-{_database(name)}",
            f"{name}, {LARGEST:,} rows",
            f"{name}, {SMALLEST:,} rows",
            unit="large ÷ small",
        )
        for name in (SQLITE, POSTGRESQL)
    ]
    worst = max(pairs, key=lambda pair: ms[pair.ours] / ms[pair.theirs])
    first = replace(worst, key="pull-1m-vs-10k", limit="≤1.3")
    return [pair.figure(ms, note) for pair in (first, *pairs)]


def _database(name: str) -> str:
    return name.rpartition(" ")[2].lower()


def _idle_figures(idles: list[Idle]) -> list[Figure]:
    worst = max(idles, key=lambda idle: idle.total_ms)
    return [
        _idle_figure("idle-pull-cpu-ms", worst, "<5"),
        *(_idle_figure(f"idle-pull-cpu-ms-{_database(idle.name)}", idle, "") for idle in idles),
    ]


def _idle_figure(key: str, idle: Idle, limit: str) -> Figure:
    parts = f"workers {idle.workers_ms:.2f}, database {idle.database_ms:.2f}"
    note = f"{parts}; mean of {IDLE_PULLS} pulls over 60 units, {LARGEST:,} rows stored"
    return Figure(key, round(idle.total_ms, 2), "ms CPU a pull", idle.name, limit, note)


def _day_figure(day: Day) -> Figure:
    photos = len(PHOTOGRAPHED)
    megabytes = VISITS * (photos + 1) * PHOTO_BYTES / 1e6
    note = (
        f"{day.requests} requests: pushes {day.pushed / 1024:.0f} KB, pulls {day.pulled / 1024:.0f}"
        f" KB with {len(day.rows)} rows; both ways, headers included, answers compressed; a push"
        f" and two pulls a visit; without the photos' own bytes (about {megabytes:.0f} MB) and"
        " without the morning's first pull"
    )
    each = f"{VISITS} visits of 18 answers, {photos} photos' rows, signature, sign, close"
    return Figure("day-kb", round(day.kilobytes, 1), "KB", each, "", note)


def _push_figure(tally: Tally) -> Figure:
    rates = ", ".join(f"{tally.median(clients):,.0f} at {clients}" for clients in CLIENTS)
    stored = ", ".join(f"{name} {count:,}" for name, count in tally.stored.items())
    note = f"stored: {stored}; acknowledged {tally.acknowledged:,} of {tally.sent:,}"
    note += f"; {tally.cpu_ms_a_row:.2f} ms server CPU each; {tally.product.setting}"
    return Figure(
        f"push-rate: {tally.product.name}",
        round(tally.median(MOST)),
        f"mutations/s at {MOST}",
        rates,
        "",
        note,
    )


def _limit_figure(limit: Limit) -> Figure:
    note = f"stored: rows {limit.stored:,}; {limit.setting}"
    return Figure(f"push-rate: {limit.name}", round(limit.median), "rows/s at 1", "", "", note)


def _pull_figure(pulled: Pulled) -> Figure:
    key = f"pull-ms: {pulled.name}, {pulled.size:,} rows"
    best = f"best {min(pulled.ms):.1f}, worst {max(pulled.ms):.1f}"
    note = f"{CHANGES:,} changed rows, {pulled.kilobytes:.0f} KB uncompressed"
    return Figure(key, round(pulled.median, 1), "ms", best, "", note)


def _generator_figure(tallies: list[Tally]) -> Figure:
    share = max(tally.generator_share for tally in tallies)
    note = "the load generator's own CPU in its busiest burst, of all cores"
    return Figure("generator-cpu", round(share * 100, 1), "% of the machine", "", "", note)
