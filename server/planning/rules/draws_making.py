"""Planning rules: making a draw (抽取): from plan, strata and seed to ordinals."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from pydantic_core import to_json

from server.core.words import DrawMethod
from server.planning.rules.draws import DrawPlan, check_number
from server.planning.rules.draws_allocation import allocate, reserves, wanted
from server.planning.rules.draws_random import (
    below,
    by_size,
    free_places,
    numbers,
    shuffled,
    systematic,
)


@dataclass(frozen=True)
class Part:
    """How many of a stratum are drawn, and how many follow as reserves."""

    take: int
    reserve: int


@dataclass(frozen=True)
class StratumSize:
    """A stratum as its numbers are drawn: its key, how many rows, and for PPS the size of each."""

    key: str
    size: int
    sizes: Sequence[int] | None = None


def parts_of(plan: DrawPlan, sizes: Sequence[int]) -> list[Part]:
    """Each stratum's part, in the order of the strata's keys."""
    number = wanted(sum(sizes), plan.count, plan.ppm)
    takes = allocate(sizes, number, is_equal=plan.share == "equal", minimum=plan.minimum)
    parts = [
        Part(take, reserves(size, take, plan.reserve_ppm))
        for size, take in zip(sizes, takes, strict=True)
    ]
    check_number(sum(part.take + part.reserve for part in parts))
    return parts


def draw_ordinals(seed: str, method: DrawMethod, stratum: StratumSize, part: Part) -> list[int]:
    """The sample and then its reserves, from one stream, in the order in which they are drawn."""
    stream = numbers(seed, stratum.key)
    if method == "simple":
        return shuffled(stream, stratum.size, part.take + part.reserve)
    if method == "systematic":
        taken = systematic(stream, stratum.size, part.take)
        places = shuffled(stream, stratum.size - part.take, part.reserve)
        return taken + free_places(taken, places)
    sizes = stratum.sizes or ()
    taken = by_size(stream, sizes, part.take)
    others = sorted(set(range(stratum.size)) - set(taken))
    places = by_size(stream, [sizes[its] for its in others], part.reserve)
    return taken + [others[its] for its in places]


def picks_hash(strata: Sequence[tuple[str, Part, Sequence[int]]]) -> str:
    """SHA-256 of a line for each stratum: the JSON of key, sample, reserves and all ordinals."""
    digest = sha256()
    for key, part, ordinals in strata:
        digest.update(to_json([key, part.take, part.reserve, list(ordinals)]) + b"\n")
    return digest.hexdigest()


def lot_of(secret: str, subject: str, span: int) -> int:
    """One subject's lot under a secret, from 0 up to the span, without a bias."""
    return below(numbers(secret, subject), span)
