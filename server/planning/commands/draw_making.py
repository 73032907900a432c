"""Planning writes: making a draw (抽取): it costs what it draws, not what it draws from."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from server.core.bulk import append_packed
from server.planning.adapters.draw_records import recount_lines
from server.planning.models.draws import Draw, DrawPicks, DrawStratum
from server.planning.queries.draw_blocks import find_ids, read_sizes
from server.planning.queries.draws import facts_of, list_lists
from server.planning.rules.draws import DrawAltered, DrawHasNoSeed, DrawPlan
from server.planning.rules.draws_making import (
    Part,
    StratumSize,
    draw_ordinals,
    parts_of,
    picks_hash,
)
from server.planning.rules.draws_population import (
    BLOCK,
    pack_ids,
    population_hash,
)
from server.planning.rules.seeds import commitment_of


def make(session: Session, draw: Draw) -> None:
    """Draws from every stratum, and keeps ordinals and ids in the order in which they came."""
    check_seed(draw)
    lists = list_lists(session, draw.id)
    check_unaltered(session, draw, lists)
    plan = DrawPlan(**draw.plan)
    strata = [its for its in lists if not its.rule]
    drawn: list[tuple[str, Part, Sequence[int]]] = []
    for stratum, part in zip(strata, parts_of(plan, [its.size for its in strata]), strict=True):
        size = StratumSize(stratum.key, stratum.size, read_sizes(session, plan, stratum))
        ordinals = draw_ordinals(draw.secret, plan.method, size, part)
        _keep(session, draw, stratum, part, ordinals)
        drawn.append((stratum.key, part, ordinals))
    draw.taken = sum(part.take for _, part, _ in drawn)
    draw.picks_hash = picks_hash(drawn)


def check_seed(draw: Draw) -> None:
    """The seed must be there, and the one that was committed to."""
    if not draw.secret or commitment_of(draw.secret) != draw.commitment:
        raise DrawHasNoSeed


def check_unaltered(session: Session, draw: Draw, lists: Sequence[DrawStratum]) -> None:
    """The lists are those that were frozen; of what is kept whole, the rows too.

    To read millions of records again takes far longer than to draw: that is for `verify`.
    """
    is_same = population_hash(facts_of(its) for its in lists) == draw.population_hash
    if not is_same or (not draw.reads_records and recount_lines(session, lists).count):
        raise DrawAltered


def _keep(
    session: Session, draw: Draw, stratum: DrawStratum, part: Part, ordinals: list[int]
) -> None:
    stratum.take, stratum.reserve = part.take, part.reserve
    ids = find_ids(session, draw.id, stratum.list_number, ordinals) if draw.reads_records else []
    rows: list[dict[str, Any]] = [
        {
            "draw_id": draw.id,
            "stratum": stratum.number,
            "number": start // BLOCK,
            "ordinals": pack_ids(ordinals[start : start + BLOCK]),
            "ids": pack_ids(ids[start : start + BLOCK]),
        }
        for start in range(0, len(ordinals), BLOCK)
    ]
    append_packed(session, DrawPicks, rows)
