"""Quotas, rules: the top-up list (补足清单): where to check next to close a gap, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.core.problems import Problem

# From so many days on waiting longer adds nothing more.
MOST_DAYS = 365


@dataclass(frozen=True)
class Candidate:
    """A site with what speaks for checking it; `failures`: repetitions within twelve months."""

    site_id: str
    is_closed: bool
    last_checked_on: date | None
    open_problems: int
    failures: int
    has_task: bool = False


@dataclass(frozen=True)
class Weights:
    """How much each reason counts (policy); `rest_days`: nobody is checked again before."""

    never: int
    problem: int
    failure: int
    day: int
    rest_days: int


@dataclass(frozen=True)
class Reason:
    """never · problems · failures · days · again (nothing else is left); with its number."""

    code: str
    amount: int


@dataclass(frozen=True)
class Suggestion:
    site_id: str
    score: int
    reasons: tuple[Reason, ...]
    times: int = 0


def ranked(
    candidates: Sequence[Candidate], weights: Weights, gap: int, today: date
) -> list[Suggestion]:
    """Never-checked and risky sites first; closed ones and such with a task never.

    Sites that were checked lately come only where the others do not suffice, after them. `times`
    adds up to the gap: in turns, where there are fewer sites than checks to make.
    """
    open_ones = [its for its in candidates if not its.is_closed and not its.has_task]
    rested = [its for its in open_ones if _is_rested(its, weights, today)]
    lately = [its for its in open_ones if not _is_rested(its, weights, today)]
    order = _sorted(rested, weights, today)
    if len(order) < gap:
        order += [_again(its) for its in _sorted(lately, weights, today)]
    return _shared_out(order, gap)


def _is_rested(its: Candidate, weights: Weights, today: date) -> bool:
    last = its.last_checked_on
    return last is None or (today - last).days >= weights.rest_days


def _sorted(some: Sequence[Candidate], weights: Weights, today: date) -> list[Suggestion]:
    found = [_suggestion(its, weights, today) for its in some]
    return sorted(found, key=lambda its: (-its.score, its.site_id))


def _suggestion(its: Candidate, weights: Weights, today: date) -> Suggestion:
    last = its.last_checked_on
    days = 0 if last is None else (today - last).days
    weighed = (
        (Reason("never", 1 if last is None else 0), weights.never),
        (Reason("problems", its.open_problems), weights.problem),
        (Reason("failures", its.failures), weights.failure),
        (Reason("days", days), weights.day),
    )
    score = sum(min(reason.amount, MOST_DAYS) * weight for reason, weight in weighed)
    return Suggestion(its.site_id, score, tuple(its for its, _ in weighed if its.amount > 0))


def _again(its: Suggestion) -> Suggestion:
    return Suggestion(its.site_id, its.score, (Reason("again", 1), *its.reasons))


def _shared_out(order: Sequence[Suggestion], gap: int) -> list[Suggestion]:
    each, more = divmod(gap, len(order)) if order else (0, 0)
    return [
        Suggestion(its.site_id, its.score, its.reasons, each + (place < more))
        for place, its in enumerate(order)
    ]


class TopUpNotOffered(Problem):
    slug, title = "topup-not-offered", "这类配额不按站点检查，请在回访或重要事项中安排"


@dataclass(frozen=True)
class Checklist:
    """A checklist that might fit a site."""

    id: str
    name: str
    scene: str
    levels: Sequence[str]


def fitting(
    checklists: Sequence[Checklist], level: str, form: str, site_kind: str
) -> Checklist | None:
    """For self-checks the short one, else the one for this kind of site; None where none fits."""
    offered = [its for its in checklists if level in its.levels and its.scene != "mystery"]
    wanted = ["self", site_kind] if form == "self" else [site_kind]
    by_scene = {its.scene: its for its in reversed(offered)}
    return next((by_scene[scene] for scene in wanted if scene in by_scene), None)


def spread(count: int, starts_on: date, workdays: str, today: date) -> list[date]:
    """Days by which so many checks are due: evenly over the working days that are left.

    All on the last day where none is left.
    """
    first = max(0, (today - starts_on).days)
    left = [place for place in range(first, len(workdays)) if workdays[place] == "1"]
    left = left or [len(workdays) - 1]
    days = [left[((number + 1) * len(left) - 1) // count] for number in range(count)]
    return [starts_on + timedelta(days=day) for day in days]
