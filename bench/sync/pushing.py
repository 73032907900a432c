"""Sync bench, push: all products in turn within each round, so that noise hits all alike."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.sync.kinto import Kinto
from bench.sync.limits import Limit
from bench.sync.load import burst
from bench.sync.mutations import BATCH
from bench.sync.processes import cpu_seconds
from bench.sync.products import Product

CLIENTS = (1, 4, 16)
ROUNDS = 3
# Batches a client and burst: enough for some seconds; Kinto takes about two seconds a batch.
BATCHES = {1: 12, 4: 6, 16: 3}
KINTO_BATCHES = {1: 1, 4: 1, 16: 1}


@dataclass
class Tally:
    """What one product did over all rounds.

    Rates are rows a second by number of clients: rows that the store holds, in each of its tables,
    not those that were acknowledged.
    """

    product: Product
    rates: dict[int, list[float]] = field(default_factory=dict[int, list[float]])
    cpu_s: float = 0
    cpu_rows: int = 0
    sent: int = 0
    acknowledged: int = 0
    stored: dict[str, int] = field(default_factory=dict[str, int])
    generator_share: float = 0

    def median(self, clients: int) -> float:
        return statistics.median(self.rates[clients])

    @property
    def cpu_ms_a_row(self) -> float:
        """Server CPU a row while sixteen clients push, its database included."""
        return self.cpu_s / self.cpu_rows * 1000 if self.cpu_rows else 0


def measure_pushes(
    products: list[Product], limits: list[Limit], tell: Callable[[str], None]
) -> list[Tally]:
    """Rounds of all products at each number of clients; the limits are filled in their place."""
    tallies = [Tally(product) for product in products]
    for tally in tallies:
        _push(tally, clients=2, batches=1, is_warm_up=True)
        tally.product.settle()
    for number in range(ROUNDS):
        for clients in CLIENTS:
            for tally in tallies[number:] + tallies[:number]:
                _push(tally, clients, _batches(tally.product)[clients])
                tell(f"{tally.product.name}, {clients}: {tally.rates[clients][-1]:,.0f}/s")
        for limit in limits:
            limit.run()
            tell(f"{limit.name}: {limit.rates[-1]:,.0f}/s")
    return tallies


def _batches(product: Product) -> dict[int, int]:
    return KINTO_BATCHES if isinstance(product, Kinto) else BATCHES


def _push(tally: Tally, clients: int, batches: int, *, is_warm_up: bool = False) -> None:
    product = tally.product
    work = product.prepare(clients, batches)
    before, cpu = product.count_stored(), cpu_seconds(product.roots)
    done = burst(work)
    spent = cpu_seconds(product.roots) - cpu
    tally.stored = product.count_stored()
    rows = min(count - before[name] for name, count in tally.stored.items())
    tally.sent += clients * batches * BATCH
    tally.acknowledged += product.count_acknowledged(done.answers)
    if not rows:
        raise RuntimeError(f"{product.name} stored nothing: {done.answers[0].body[:500]!r}")
    if is_warm_up:
        return
    tally.rates.setdefault(clients, []).append(rows / done.seconds)
    tally.generator_share = max(tally.generator_share, done.own_cpu_share)
    if clients == max(CLIENTS):
        tally.cpu_s, tally.cpu_rows = tally.cpu_s + spent, tally.cpu_rows + rows
