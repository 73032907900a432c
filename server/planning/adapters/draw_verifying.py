"""Planning: verifying a draw (验证抽样): everything is computed again from records and journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from server.core.problems import Problem
from server.core.words import DrawCheck
from server.planning.adapters.draw_records import (
    Recount,
    RowChange,
    recount_lines,
    recount_records,
)
from server.planning.models.draws import Draw, DrawStratum
from server.planning.queries.draw_blocks import find_ids, read_sizes
from server.planning.queries.draw_journal import JournaledStep, find_steps
from server.planning.queries.draws import facts_of, iterate_picks, list_lists
from server.planning.rules.draws import DrawPlan
from server.planning.rules.draws_making import (
    Part,
    StratumSize,
    draw_ordinals,
    parts_of,
    picks_hash,
)
from server.planning.rules.draws_population import population_hash
from server.planning.rules.seeds import commitment_of

Steps = Mapping[str, JournaledStep]


@dataclass(frozen=True)
class Proof:
    """What was checked, in the order of the draw's steps, and whether each is right.

    `changes` names some of the rows that are not as they were; `changed` counts them all.
    """

    checks: Mapping[DrawCheck, bool]
    changes: Sequence[RowChange]
    changed: int
    later: int

    @property
    def is_right(self) -> bool:
        return all(self.checks.values())


def verify(session: Session, draw: Draw) -> Proof:
    """As far as the draw has come. It reads the whole population, as a stream."""
    steps = find_steps(session, draw)
    checks: dict[DrawCheck, bool] = {
        "plan": _is_plan_kept(draw, steps),
        "commitment": _is_seed_kept(draw, steps),
    }
    if draw.frozen_at is None:
        return Proof(checks, (), 0, 0)
    lists = list_lists(session, draw.id)
    recount = _recount(session, draw, lists)
    checks["rows"] = recount.count == 0
    checks["population"] = _is_population_kept(draw, lists, recount, steps)
    if draw.drawn_at is not None:
        checks["picks"] = _are_picks_right(session, draw, lists, steps)
        checks["order"] = _is_order_kept(steps)
    return Proof(checks, recount.changes, recount.count, recount.later)


def _recount(session: Session, draw: Draw, lists: Sequence[DrawStratum]) -> Recount:
    if draw.reads_records:
        return recount_records(session, draw, lists)
    return recount_lines(session, lists)


def _is_plan_kept(draw: Draw, steps: Steps) -> bool:
    begun = steps.get("draw.begin")
    return begun is not None and begun.args["plan"] == draw.plan


def _is_seed_kept(draw: Draw, steps: Steps) -> bool:
    """The seed is the one whose hash was journaled first, and what was told is the seed."""
    begun, made = steps.get("draw.begin"), steps.get("draw.make")
    committed = begun is not None and begun.fact["commitment"] == draw.commitment
    told = draw.drawn_at is None or (made is not None and made.fact["seed"] == draw.secret)
    return committed and told and commitment_of(draw.secret) == draw.commitment


def _is_population_kept(
    draw: Draw, lists: Sequence[DrawStratum], recount: Recount, steps: Steps
) -> bool:
    """The rows as they are now give the hash that was journaled when they were frozen."""
    frozen = steps.get("draw.freeze")
    now = [replace(facts_of(its), hash=recount.hashes.get(its.number, "")) for its in lists]
    found = population_hash(now)
    return found == draw.population_hash and (
        frozen is not None and frozen.fact["population_hash"] == found
    )


def _are_picks_right(
    session: Session, draw: Draw, lists: Sequence[DrawStratum], steps: Steps
) -> bool:
    """The seed draws exactly those that are kept, with the hash that was journaled."""
    made = steps.get("draw.make")
    if made is None or made.fact["picks_hash"] != draw.picks_hash:
        return False
    try:
        return _draw_again(session, draw, [its for its in lists if not its.rule])
    except Problem:
        # The plan no longer fits the strata: one of them was altered.
        return False


def _draw_again(session: Session, draw: Draw, strata: Sequence[DrawStratum]) -> bool:
    plan = DrawPlan(**draw.plan)
    drawn: list[tuple[str, Part, Sequence[int]]] = []
    for stratum, part in zip(strata, parts_of(plan, [its.size for its in strata]), strict=True):
        size = StratumSize(stratum.key, stratum.size, read_sizes(session, plan, stratum))
        ordinals = draw_ordinals(draw.secret, plan.method, size, part)
        ids = _ids_of(session, draw, stratum, ordinals)
        kept = list(iterate_picks(session, draw.id, stratum.number))
        if kept != list(zip(ordinals, ids, strict=True)):
            return False
        drawn.append((stratum.key, part, ordinals))
    return picks_hash(drawn) == draw.picks_hash


def _ids_of(
    session: Session, draw: Draw, stratum: DrawStratum, ordinals: Sequence[int]
) -> Sequence[int]:
    if not draw.reads_records:
        return [0] * len(ordinals)
    return find_ids(session, draw.id, stratum.list_number, ordinals)


def _is_order_kept(steps: Steps) -> bool:
    """Committed, frozen, drawn: in that order the journal's lines are numbered."""
    names = ("draw.begin", "draw.freeze", "draw.make")
    numbers = [steps[name].number for name in names if name in steps]
    return len(numbers) == len(names) and numbers == sorted(numbers)
