"""Planning reads: draws (抽样), their strata, packed rows and marks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.db import among, lock_row
from server.core.pinyin import folded
from server.planning.models.draws import Draw, DrawMark, DrawPicks, DrawStratum
from server.planning.rules.draws import DrawUnknown
from server.planning.rules.draws_population import BLOCK, StratumFacts, unpack_ids

READ = "draw.read"


def get_draw(session: Session, actor: Actor, draw_id: str, grant: str) -> Draw:
    """The draw for a change, if this person holds the grant over its unit."""
    draw = lock_row(session, Draw, actor.org, draw_id)
    if draw is None or not actor.may(grant, draw.unit_id):
        raise DrawUnknown(draw_id=draw_id)
    return draw


def visible(session: Session, actor: Actor) -> ColumnElement[bool]:
    is_ours = Draw.org == actor.org
    if actor.is_system:
        return is_ours
    return is_ours & among(session, Draw.unit_id, sorted(actor.units(READ)))


def find_visible(session: Session, actor: Actor, draw_id: str) -> Draw | None:
    return session.scalar(select(Draw).where(Draw.id == draw_id, visible(session, actor)))


def find_draw_of_any(session: Session, draw_id: str) -> Draw | None:
    """For the console, which asks no one's leave."""
    return session.get(Draw, draw_id)


@dataclass(frozen=True)
class DrawFilter:
    """Which draws are wanted; empty means all. `before`: where the page before ended."""

    text: str = ""
    state: str = ""
    before: tuple[datetime, str] | None = None


def list_draws(session: Session, actor: Actor, wanted: DrawFilter, n: int) -> list[Draw]:
    """The newest first."""
    words = folded(wanted.text).split()
    query = select(Draw).where(
        visible(session, actor), *(Draw.search.contains(its, autoescape=True) for its in words)
    )
    if wanted.state:
        query = query.where(Draw.state == wanted.state)
    if wanted.before is not None:
        query = query.where(tuple_(Draw.begun_at, Draw.id) < wanted.before)
    return list(session.scalars(query.order_by(Draw.begun_at.desc(), Draw.id.desc()).limit(n)))


@dataclass(frozen=True)
class PersonMonth:
    """How many draws somebody began in a month, and how far they came: fishing would show."""

    name: str
    month: str
    begun: int
    drawn: int


def count_by_person(session: Session, actor: Actor, n: int) -> list[PersonMonth]:
    """The newest months first, then who began most."""
    begun, drawn = func.count(), func.count(Draw.drawn_at)
    columns = (Draw.beginner_id, Draw.begun_month)
    query = (
        select(func.max(Draw.beginner_name), Draw.begun_month, begun, drawn)
        .where(visible(session, actor))
        .group_by(*columns)
        .order_by(Draw.begun_month.desc(), begun.desc(), Draw.beginner_id)
    )
    return [PersonMonth(*row) for row in session.execute(query.limit(n))]


def list_redraws(session: Session, draw: Draw) -> list[str]:
    query = select(Draw.id).where(Draw.org == draw.org, Draw.redraw_of == draw.id)
    return list(session.scalars(query.order_by(Draw.begun_at)))


def list_lists(session: Session, draw_id: str) -> list[DrawStratum]:
    """All lists of a frozen population: the strata by their keys, then who is left out."""
    query = select(DrawStratum).where(DrawStratum.draw_id == draw_id)
    return list(session.scalars(query.order_by(DrawStratum.number)))


def facts_of(row: DrawStratum) -> StratumFacts:
    return StratumFacts(row.rule, row.key, row.size, row.hash)


def list_strata(session: Session, draw_id: str) -> list[DrawStratum]:
    return [its for its in list_lists(session, draw_id) if not its.rule]


def list_marks(session: Session, draw_id: str) -> dict[tuple[int, int], DrawMark]:
    query = select(DrawMark).where(DrawMark.draw_id == draw_id)
    return {(its.stratum, its.position): its for its in session.scalars(query)}


def iterate_picks(session: Session, draw_id: str, stratum: int) -> Iterator[tuple[int, int]]:
    """Ordinal and id of all that were drawn from a stratum, in order; id 0 where lines are kept."""
    query = select(DrawPicks.ordinals, DrawPicks.ids).where(
        DrawPicks.draw_id == draw_id, DrawPicks.stratum == stratum
    )
    for ordinals, ids in session.execute(query.order_by(DrawPicks.number)):
        numbers = unpack_ids(ordinals)
        yield from zip(numbers, unpack_ids(ids) or (0,) * len(numbers), strict=True)


def list_picks(
    session: Session, draw_id: str, stratum: int, positions: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """Ordinal and id at these positions."""
    numbers = sorted({position // BLOCK for position in positions})
    query = select(DrawPicks).where(
        DrawPicks.draw_id == draw_id,
        DrawPicks.stratum == stratum,
        among(session, DrawPicks.number, numbers),
    )
    found: dict[int, tuple[int, int]] = {}
    for row in session.scalars(query):
        ordinals = unpack_ids(row.ordinals)
        ids = unpack_ids(row.ids) or (0,) * len(ordinals)
        first = row.number * BLOCK
        for rank, pair in enumerate(zip(ordinals, ids, strict=True)):
            found[first + rank] = pair
    return {position: found[position] for position in positions if position in found}
