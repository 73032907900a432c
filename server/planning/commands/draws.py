"""Planning writes: draws (抽样): a seed is committed, a population frozen, then it is drawn."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, Part, command
from server.core.events import emit
from server.core.pinyin import folded, initials_of
from server.core.problems import NotAllowed
from server.core.words import DrawBy, DrawMethod, DrawShare, DrawSource, SizeBy
from server.planning.commands.draw_freezing import Freezer, FrozenRow
from server.planning.commands.draw_making import make
from server.planning.events import CandidatesAsked, DrawBegun, DrawMade, PopulationFrozen
from server.planning.models.draws import Draw
from server.planning.queries.draw_history import list_drawn_ids, list_drawn_subjects
from server.planning.queries.draw_sources import (
    Candidate,
    find_last_service,
    list_sites_to_draw,
    list_units_of,
    stream_services,
)
from server.planning.queries.draws import get_draw
from server.planning.rules.draws import DrawPlan, check_plan, check_redraw, check_turn
from server.planning.rules.draws_allocation import MILLION, check_strata
from server.planning.rules.draws_making import parts_of
from server.planning.rules.draws_population import (
    StratumFacts,
    key_of,
    line_of,
    population_hash,
)
from server.planning.rules.periods import MONTH
from server.planning.rules.seeds import commitment_of

GRANT = "draw.make"
LONGEST_DAYS = 3660


class Plan(Part):
    """See rules.draws.DrawPlan."""

    source: DrawSource
    method: DrawMethod
    periods: list[Annotated[str, Field(pattern=MONTH)]] = Field(max_length=24)
    unit_ids: list[str] = Field(max_length=500)
    by: list[DrawBy] = Field(max_length=3)
    share: DrawShare
    minimum: int = Field(ge=0, le=MILLION)
    count: int | None = Field(ge=1)
    ppm: int | None = Field(ge=1, le=MILLION)
    reserve_ppm: int = Field(ge=0, le=MILLION)
    size_by: SizeBy | None
    visited_days: int = Field(ge=0, le=LONGEST_DAYS)
    drawn_days: int = Field(ge=0, le=LONGEST_DAYS)


class BeginDraw(Command):
    """`redraw_of`: the draw that this one stands in for, which stays to be seen; with a reason."""

    draw_id: NewId
    unit_id: str
    title: str = Field(min_length=1, max_length=120)
    plan: Plan
    redraw_of: str | None = None
    reason: str = Field("", max_length=500)


class FreezeDraw(Command):
    draw_id: str


class MakeDraw(Command):
    draw_id: str


@command("draw.begin", grant=GRANT, stale="append")
def begin_draw(command: BeginDraw, actor: Actor, at: Moment, session: Session) -> None:
    """The plan is fixed and the seed committed to, before anybody knows the population."""
    if not actor.may(GRANT, command.unit_id):
        raise NotAllowed
    plan = DrawPlan(**command.plan.model_dump())
    check_plan(plan)
    check_redraw(command.redraw_of, command.reason)
    if command.redraw_of is not None:
        check_turn(get_draw(session, actor, command.redraw_of, GRANT).state, "drawn")
    secret = secrets.token_hex(32)
    draw = Draw(
        id=command.draw_id,
        org=actor.org,
        unit_id=command.unit_id,
        title=command.title,
        search="\n".join((folded(command.title), *initials_of(command.title))),
        source=plan.source,
        plan=plan.as_json(),
        state="committed",
        commitment=commitment_of(secret),
        secret=secret,
        begun_at=at.received,
        begun_month=f"{at.received_on:%Y-%m}",
        beginner_id=actor.user_id,
        beginner_name=actor.name,
        redraw_of=command.redraw_of,
        reason=command.reason,
    )
    session.add(draw)
    emit(session, DrawBegun(draw.id, draw.commitment))


@command("draw.freeze", grant=GRANT, stale="append")
def freeze_draw(command: FreezeDraw, actor: Actor, at: Moment, session: Session) -> None:
    """Whose records are another module's, gives them in answer to the event."""
    draw = get_draw(session, actor, command.draw_id, GRANT)
    check_turn(draw.state, "committed")
    plan = DrawPlan(**draw.plan)
    if plan.source == "services":
        draw.reads_records, draw.last_id = True, find_last_service(session)
        _freeze(session, draw, _services(session, draw, plan, at), actor, at)
    elif plan.source == "sites":
        drawn = _drawn_subjects(session, draw, plan, at)
        sites = list_sites_to_draw(session, draw, plan, at.received_on, drawn)
        freeze_candidates(session, draw, sites, actor, at)
    else:
        emit(session, CandidatesAsked(draw.id, plan.source))


@dataclass(frozen=True)
class Asked:
    """What another module needs to know to give its candidates."""

    draw: Draw
    plan: DrawPlan
    unit_ids: list[str]
    drawn: set[str]


def open_population(session: Session, actor: Actor, draw_id: str, at: Moment) -> Asked:
    """For who answers `CandidatesAsked`."""
    draw = get_draw(session, actor, draw_id, GRANT)
    plan = DrawPlan(**draw.plan)
    drawn = _drawn_subjects(session, draw, plan, at)
    return Asked(draw, plan, list_units_of(session, draw, plan), drawn)


def freeze_candidates(
    session: Session, draw: Draw, candidates: Iterable[Candidate], actor: Actor, at: Moment
) -> None:
    """A population that is kept whole, since its records go on changing."""
    rows = ((its.rule, its.key, 0, line_of(its.values)) for its in candidates)
    _freeze(session, draw, rows, actor, at)


@command("draw.make", grant=GRANT, stale="append")
def make_draw(command: MakeDraw, actor: Actor, at: Moment, session: Session) -> None:
    draw = get_draw(session, actor, command.draw_id, GRANT)
    check_turn(draw.state, "frozen")
    make(session, draw)
    draw.state, draw.drawn_at, draw.drawer_name = "drawn", at.received, actor.name
    emit(session, DrawMade(draw.id, draw.secret, draw.taken, str(draw.picks_hash)))


def _freeze(
    session: Session, draw: Draw, rows: Iterable[FrozenRow], actor: Actor, at: Moment
) -> None:
    freezer = Freezer(session, draw.id, keeps_lines=not draw.reads_records)
    lists = freezer.freeze(rows)
    strata = [its for its in lists if not its.rule]
    # What cannot be drawn is refused here, where nothing is lost by it.
    plan = DrawPlan(**draw.plan)
    parts_of(plan, [its.size for its in strata])
    check_strata(plan.minimum, _empty_strata(plan, lists))
    draw.state, draw.frozen_at, draw.freezer_name = "frozen", at.received, actor.name
    draw.size, told = sum(its.size for its in strata), population_hash(lists)
    draw.population_hash = told
    left_out: dict[str, int] = {}
    for its in lists:
        if its.rule:
            left_out[its.rule] = left_out.get(its.rule, 0) + its.size
    emit(session, PopulationFrozen(draw.id, draw.size, told, left_out))


def _empty_strata(plan: DrawPlan, lists: list[StratumFacts]) -> list[str]:
    """Strata of which every row is left out, and chosen units that have no rows at all."""
    chosen = {key_of([its]) for its in plan.unit_ids} if plan.by == ["unit"] else set[str]()
    return sorted(
        ({its.key for its in lists} | chosen) - {its.key for its in lists if not its.rule}
    )


def _services(session: Session, draw: Draw, plan: DrawPlan, at: Moment) -> Iterator[FrozenRow]:
    unit_ids = list_units_of(session, draw, plan)
    drawn = list_drawn_ids(session, draw, _since(plan, at)) if plan.drawn_days else set[int]()
    for key, row_id, line in stream_services(session, draw.org, unit_ids, plan):
        yield "drawn" if row_id in drawn else "", key, row_id, line


def _drawn_subjects(session: Session, draw: Draw, plan: DrawPlan, at: Moment) -> set[str]:
    return list_drawn_subjects(session, draw, _since(plan, at)) if plan.drawn_days else set()


def _since(plan: DrawPlan, at: Moment) -> datetime:
    return at.received - timedelta(days=plan.drawn_days)
