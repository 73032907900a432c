"""Runs histories: many a company, some a transaction, each judged when it has ended."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from server.core.runtime import Runtime
from tests.builders.histories.judging import violations
from tests.builders.histories.steps import STEPS, check
from tests.builders.histories.world import History, World, open_sites, prepare

AT_ONCE = 20
FEWEST, MOST = 4, 16


@dataclass(frozen=True)
class Judged:
    """A history that has ended: what does not hold, and what had been done."""

    number: int
    violations: list[str]
    log: list[str]

    def told(self) -> str:
        return "\n".join([f"history {self.number}:", *self.violations, *self.log])


def run_histories(runtime: Runtime, count: int, seed: int = 0) -> Iterator[Judged]:
    """The same seed gives the same histories."""
    yield from run_in(prepare(runtime), range(count), seed)


def run_in(world: World, numbers: range, seed: int) -> Iterator[Judged]:
    for first in range(numbers.start, numbers.stop, AT_ONCE):
        some = range(first, min(numbers.stop, first + AT_ONCE))
        world.open()
        open_sites(world, some)
        for number in some:
            yield _run_one(world, number, seed)
        world.close()


def _run_one(world: World, number: int, seed: int) -> Judged:
    history = History(world, number, random.Random(f"{seed}/{number}"))
    check(history)
    weights = [weight for weight, _ in STEPS]
    steps = [step for _, step in STEPS]
    for _ in range(history.chance.randint(FEWEST, MOST)):
        history.chance.choices(steps, weights)[0](history)
    return Judged(number, violations(history), history.log)
