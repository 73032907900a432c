"""Quotas: the board of all units over a year."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from itertools import groupby

from flask import Blueprint
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import local_day
from server.core.endpoint import asked_of, current_actor, endpoint
from server.core.problems import InvalidRequest, NotAllowed, SignedOut
from server.core.runtime import runtime
from server.quotas.queries.board import QuotaFacts, UnitName, list_unit_names, list_year
from server.quotas.schemas import Board, BoardQuery, Cell, Line

routes = Blueprint("quota_board", __name__, url_prefix="/api")
GRANT = "quota.read"


@endpoint(
    routes,
    "GET",
    "/quotas/board",
    guard=GRANT,
    summary="Quotas that one may see, by unit and kind, over a year",
    returns=Board,
    problems=(SignedOut, NotAllowed, InvalidRequest),
)
def get_board() -> Board:
    with runtime().reading() as session:
        return read_board(session, current_actor(), asked_of(BoardQuery), today())


def today() -> date:
    return local_day(runtime().clock.now())


def read_board(session: Session, actor: Actor, asked: BoardQuery, on: date) -> Board:
    year = asked.year or on.year
    names = list_unit_names(session, actor.org)
    units = [its for its in actor.units(GRANT) if its in names and _is_wanted(names[its], asked)]
    found = list_year(session, actor.org, units, year, asked.kind)
    places = {unit_id: place for place, unit_id in enumerate(names)}
    found.sort(key=lambda its: (its.kind, places[its.unit_id]))
    lines = [
        _line(list(group), names[unit_id], on)
        for (_, unit_id), group in groupby(found, key=lambda its: (its.kind, its.unit_id))
    ]
    return Board(year=year, today=on, lines=[its for its in lines if _is_shown(its, asked)])


def _is_wanted(name: UnitName, asked: BoardQuery) -> bool:
    is_there = not asked.branch or asked.branch in name.unit.above
    return is_there and (not asked.text or name.is_called(asked.text))


def _is_shown(line: Line, asked: BoardQuery) -> bool:
    if not asked.behind:
        return True
    return line.is_ranked and any(its.verdict in ("behind", "missed") for its in line.cells)


def _line(cells: list[QuotaFacts], name: UnitName, on: date) -> Line:
    return Line(
        kind=cells[0].kind,  # type: ignore[arg-type]  (the column holds no other)
        unit_id=name.unit.id,
        unit_name=name.unit.name,
        branch_id=name.branch_id,
        branch_name=name.branch_name,
        is_ranked=all(its.is_ranked for its in cells),
        clause=cells[0].clause,
        cells=[cell_of(its, on) for its in cells],
    )


def cell_of(its: QuotaFacts, on: date) -> Cell:
    own: Mapping[str, object] = {
        name: getattr(its, name)
        for name in ("id", "period", "base", "stands_in", "required", "done", "corrected_on")
    }
    standing = asdict(its.stand(on))
    del standing["worked"]
    return Cell.model_validate({**own, **standing})
