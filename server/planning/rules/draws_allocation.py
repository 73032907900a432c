"""Planning rules: how many are drawn from each stratum (分层样本量), in integers."""

from collections.abc import Sequence

from server.core.problems import Problem

MILLION = 1_000_000


class DrawEmpty(Problem):
    slug, title = "draw-empty", "总体为空，没有可抽取的记录，请检查来源、月份和排除条件"


class DrawTooLarge(Problem):
    slug, title = "draw-too-large", "抽取数量大于总体，请减少抽取数量或放宽排除条件"


class StratumEmpty(Problem):
    slug, title = "draw-stratum-empty", "有的层没有可抽取的记录，却要求每层至少抽取，请调整分层"


class MinimumTooLarge(Problem):
    slug, title = "draw-minimum-too-large", "各层下限之和超过抽取总数，请提高总数或降低下限"


def wanted(size: int, count: int | None, ppm: int | None) -> int:
    """How many are to be drawn; a share in millionths is rounded up. Never more than there is."""
    if size == 0:
        raise DrawEmpty
    number = count if count is not None else -(-size * (ppm or 0) // MILLION)
    if number > size:
        raise DrawTooLarge(size=size, wanted=number)
    return number


def check_strata(minimum: int, empty: Sequence[str]) -> None:
    """A minimum holds for every stratum, and one with nothing in it cannot keep it."""
    if minimum and empty:
        raise StratumEmpty(strata=list(empty))


def allocate(sizes: Sequence[int], number: int, *, is_equal: bool, minimum: int) -> list[int]:
    """Of `number`, each stratum's part, in the order of `sizes`; they add up to `number`.

    A stratum smaller than the minimum is taken whole.
    """
    least = [min(minimum, size) for size in sizes]
    if sum(least) > number:
        raise MinimumTooLarge(minimums=sum(least), wanted=number)
    return _level(sizes, number) if is_equal else _proportional(sizes, number, least)


def _level(sizes: Sequence[int], number: int) -> list[int]:
    """As many from each; what a small one cannot give comes from the others, the first ones first.

    No stratum that could give more ends below another by more than one.
    """
    parts = [0] * len(sizes)
    left = number
    while left:
        open_ones = [place for place, size in enumerate(sizes) if parts[place] < size]
        each, over = divmod(left, len(open_ones))
        for rank, place in enumerate(open_ones):
            more = min(sizes[place] - parts[place], each + (rank < over if each == 0 else 0))
            parts[place] += more
            left -= more
    return parts


def _proportional(sizes: Sequence[int], number: int, least: Sequence[int]) -> list[int]:
    """By size; whoever would fall below his minimum gets that, and the others share the rest."""
    parts = dict[int, int]()
    open_ones = list(range(len(sizes)))
    left = number
    while True:
        total = sum(sizes[place] for place in open_ones)
        low = [place for place in open_ones if left * sizes[place] < least[place] * total]
        if not low:
            break
        parts |= {place: least[place] for place in low}
        left -= sum(least[place] for place in low)
        open_ones = [place for place in open_ones if place not in parts]
    parts |= _largest_remainders(sizes, open_ones, left)
    return [parts[place] for place in range(len(sizes))]


def _largest_remainders(sizes: Sequence[int], places: Sequence[int], number: int) -> dict[int, int]:
    """⌊number·size/total⌋ each, then one more by the largest remainder; a tie by the order."""
    total = sum(sizes[place] for place in places)
    if not total:
        return dict.fromkeys(places, 0)
    parts = {place: number * sizes[place] // total for place in places}
    left = number - sum(parts.values())
    by_rest = sorted(places, key=lambda place: -(number * sizes[place] % total))
    for place in by_rest[:left]:
        parts[place] += 1
    return parts


def reserves(size: int, part: int, ppm: int) -> int:
    """How many follow as reserves: a share of the stratum's part, rounded up, as far as it goes."""
    return min(size - part, -(-part * ppm // MILLION))
