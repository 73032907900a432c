"""Planning rules: the random numbers of a draw (抽样随机数), made from a seed by a public recipe.

The recipe is docs/decisions/0025; tests/server/planning/draw_vectors.json holds it to the letter.
"""

import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from hashlib import shake_256
from itertools import chain

DOMAIN = b"ducha-draw-1\0"
WORD_BYTES = 8
SPAN = 1 << 64
FIRST_WORDS = 64


def numbers(seed: str, label: str) -> Iterator[int]:
    """64-bit numbers without end: SHAKE-256 of domain, seed and label, eight bytes a number."""
    shake = shake_256(DOMAIN + seed.encode() + b"\0" + label.encode())
    done, upto = 0, FIRST_WORDS
    while True:
        words = array("Q", shake.digest(upto * WORD_BYTES)[done * WORD_BYTES :])
        if sys.byteorder == "little":
            words.byteswap()
        yield from words
        done, upto = upto, upto * 2


def below(stream: Iterator[int], bound: int) -> int:
    """A number from 0 up to the bound, each as likely: what lies in the uneven rest is left out."""
    word = next(stream)
    # What lies in the uneven rest lies above this, which costs no division.
    while word >= SPAN - bound and word >= SPAN - SPAN % bound:
        word = next(stream)
    return word % bound


def shuffled(stream: Iterator[int], size: int, count: int) -> list[int]:
    """The first `count` of a random order of 0 … size-1: Fisher and Yates, only what is moved."""
    moved: dict[int, int] = {}
    drawn: list[int] = []
    for place in range(count):
        bound = size - place
        word = next(stream)
        # As `below`, which for hundreds of thousands takes its time to be called.
        if word >= SPAN - bound:
            word = below(chain((word,), stream), bound)
        other = place + word % bound
        drawn.append(moved.get(other, other))
        moved[other] = moved.get(place, place)
    return drawn


def systematic(stream: Iterator[int], size: int, count: int) -> list[int]:
    """Every size/count-th from a random start; in integers: ⌊(start + k·size) / count⌋."""
    start = below(stream, size) if count else 0
    return [(start + place * size) // count for place in range(count)]


def by_size(stream: Iterator[int], sizes: Sequence[int], count: int) -> list[int]:
    """Systematic PPS in random order (Hartley and Rao), without replacement; all sizes above 0.

    Who is as large as a whole step is drawn for certain, before the others; then one number
    starts, and who covers start + k·total on the line of all sizes times `count` is drawn.
    """
    certain, others = _split_certain(sizes, count)
    drawn, left = list(certain), count - len(certain)
    if not left:
        return drawn
    total = sum(sizes[place] for place in others)
    order = shuffled(stream, len(others), len(others))
    point, covered = below(stream, total), 0
    for place in order:
        covered += sizes[others[place]] * left
        if point < covered:
            drawn.append(others[place])
            point += total
    return drawn


def _split_certain(sizes: Sequence[int], count: int) -> tuple[list[int], list[int]]:
    certain: list[int] = []
    others = list(range(len(sizes)))
    while len(certain) < count:
        total, left = sum(sizes[place] for place in others), count - len(certain)
        sure = [place for place in others if sizes[place] * left >= total]
        if not sure:
            break
        certain += sure
        others = [place for place in others if sizes[place] * left < total]
    return certain, others


def free_places(taken: Sequence[int], places: Sequence[int]) -> list[int]:
    """Of what is not taken: the ordinal of each of these places among the others."""
    before = [ordinal - rank for rank, ordinal in enumerate(sorted(taken))]
    return [place + bisect_right(before, place) for place in places]
