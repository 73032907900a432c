"""Sync bench, pull: the newest 1,000 of many stored rows, and a pull that finds nothing new."""

import json
import statistics
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.sync.load import Received, Request, Sender
from bench.sync.ours import running_ours
from bench.sync.postgres import Postgres
from bench.sync.processes import cpu_seconds
from bench.sync.products import SideBySide, made
from bench.sync.supervisor import CHANGES, Supervisor, filled

SIZES = (10_000, 100_000, 1_000_000)
PEER_SIZES = (10_000, 100_000)
ROUNDS = 30
WARM_UP = 3
IDLE_PULLS = 400

Tell = Callable[[str], None]
Pull = Callable[[], Received]


@dataclass
class Pulled:
    """One product at one size, and the milliseconds of each of its pulls."""

    name: str
    size: int
    pull: Pull
    ms: list[float] = field(default_factory=list[float])
    kilobytes: float = 0

    @property
    def median(self) -> float:
        return statistics.median(self.ms)


@dataclass(frozen=True)
class Idle:
    """CPU milliseconds of one pull that finds nothing: of the workers, and of the database."""

    name: str
    workers_ms: float
    database_ms: float

    @property
    def total_ms(self) -> float:
        return self.workers_ms + self.database_ms


def measure_pulls(products: SideBySide, tell: Tell) -> tuple[list[Pulled], list[Idle]]:
    """All products and sizes in turn within each round, then the idle pulls over the largest."""
    with ExitStack() as stack:
        supervisors = _fill_ours(stack, products.folder, products.postgres, tell)
        ours = [Pulled(each.ducha.name, size, each.pull) for size, each in supervisors]
        targets = ours + _fill_peers(products, tell)
        for target in targets * WARM_UP:
            _pull_once(target)
        for target in targets:
            target.ms.clear()
        for _ in range(ROUNDS):
            for target in targets:
                _pull_once(target)
        largest = [each for size, each in supervisors if size == max(SIZES)]
        return targets, [_measure_idle(each) for each in largest]


def _fill_ours(
    stack: ExitStack, folder: Path, postgres: Postgres, tell: Tell
) -> list[tuple[int, Supervisor]]:
    found: list[tuple[int, Supervisor]] = []
    for size in SIZES:
        for name, where in (("sqlite", None), ("postgresql", postgres)):
            place = made(folder, f"pull-{name}-{size}")
            ducha = stack.enter_context(running_ours(place, where))
            found.append((size, filled(ducha, size)))
            tell(f"{ducha.name}: {size:,} rows stored")
    return found


def _fill_peers(products: SideBySide, tell: Tell) -> list[Pulled]:
    found: list[Pulled] = []
    for size in PEER_SIZES:
        request = products.kinto.fill(f"pull{size}", size, CHANGES)
        found.append(
            Pulled(products.kinto.name, size, _plain_pull(products.kinto.port, request, "data"))
        )
        request = products.pouchdb.fill(f"pull{size}", size, CHANGES)
        pull = _plain_pull(products.pouchdb.port, request, "results")
        found.append(Pulled(products.pouchdb.name, size, pull))
        tell(f"Kinto and PouchDB: {size:,} rows stored")
    products.kinto.settle()
    return found


def _plain_pull(port: int, request: Request, key: str) -> Pull:
    """A pull that is one request, whose JSON holds the rows under `key`."""
    sender = Sender(port)

    def pull() -> Received:
        answer = sender.send(request)
        return Received(len(json.loads(answer.body)[key]), len(answer.body), answer.seconds)

    return pull


def _pull_once(target: Pulled) -> None:
    received = target.pull()
    target.ms.append(received.seconds * 1000)
    target.kilobytes = received.bytes / 1024
    if received.rows != CHANGES:
        raise RuntimeError(f"{target.name} gave {received.rows} rows of {CHANGES} at {target.size}")


def _measure_idle(supervisor: Supervisor) -> Idle:
    for _ in range(WARM_UP):
        supervisor.pull_nothing()
    roots: list[int] = supervisor.ducha.roots
    before = [cpu_seconds([root]) for root in roots]
    for _ in range(IDLE_PULLS):
        supervisor.pull_nothing()
    spent = [cpu_seconds([root]) - used for root, used in zip(roots, before, strict=True)]
    workers, database = [*spent, 0.0][:2]
    a_pull = 1000 / IDLE_PULLS
    return Idle(supervisor.ducha.name, workers * a_pull, database * a_pull)
