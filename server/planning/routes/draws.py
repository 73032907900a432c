"""Planning: draws (抽样) over HTTP: the list, one with its proof, its picks."""

from datetime import datetime

from flask import Blueprint
from pydantic import BaseModel, Field
from pydantic_core import from_json
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.endpoint import asked_of, current_actor, endpoint
from server.core.problems import InvalidRequest, NotAllowed, SignedOut
from server.core.runtime import runtime
from server.core.words import DrawState
from server.organisation.queries import list_units
from server.planning.adapters.draw_verifying import verify
from server.planning.models.draws import Draw
from server.planning.queries import draw_lists, draws
from server.planning.rules.draws import DrawPlan, DrawUnknown
from server.planning.schemas.draws import (
    CheckResult,
    DrawDetail,
    DrawPage,
    DrawSummary,
    PersonCount,
    PickPage,
    PickShape,
    ProofReport,
    RowChangeShape,
    StratumShape,
)

routes = Blueprint("draws", __name__, url_prefix="/api")
GRANT = "draw.read"
PAGE, PICKS, PEOPLE = 50, 100, 24
REFUSALS = (SignedOut, NotAllowed, InvalidRequest)


class DrawQuery(BaseModel):
    text: str = ""
    state: DrawState | None = None
    before: str = ""


class PickQuery(BaseModel):
    offset: int = Field(0, ge=0)


@endpoint(
    routes,
    "GET",
    "/draws",
    guard=GRANT,
    summary="Draws that one may see, newest first, and how many each person began a month",
    returns=DrawPage,
    problems=REFUSALS,
)
def list_draws() -> DrawPage:
    actor, asked = current_actor(), asked_of(DrawQuery)
    wanted = draws.DrawFilter(asked.text, asked.state or "", _place(asked.before))
    with runtime().reading() as session:
        found = draws.list_draws(session, actor, wanted, PAGE + 1)
        people = draws.count_by_person(session, actor, PEOPLE)
    page = found[:PAGE]
    return DrawPage(
        draws=[DrawSummary.model_validate(draw) for draw in page],
        next=f"{page[-1].begun_at.isoformat()} {page[-1].id}" if len(found) > PAGE else None,
        people=[PersonCount.model_validate(its) for its in people],
    )


@endpoint(
    routes,
    "GET",
    "/draws/<draw_id>",
    guard=GRANT,
    summary="A draw with its plan, strata, hashes, and once it is made its seed",
    returns=DrawDetail,
    problems=(*REFUSALS, DrawUnknown),
)
def show_draw(draw_id: str) -> DrawDetail:
    actor = current_actor()
    with runtime().reading() as session:
        return _detail(session, actor, get_visible(session, actor, draw_id))


@endpoint(
    routes,
    "GET",
    "/draws/<draw_id>/picks",
    guard=GRANT,
    summary="What was drawn, with reserves and what became of each, page by page",
    returns=PickPage,
    problems=(*REFUSALS, DrawUnknown),
)
def list_picks(draw_id: str) -> PickPage:
    actor, offset = current_actor(), asked_of(PickQuery).offset
    with runtime().reading() as session:
        draw = get_visible(session, actor, draw_id)
        units = unit_names(session, actor)
        picks = draw_lists.list_page(session, draw, offset, PICKS)
        count = draw_lists.count_picks(session, draw.id)
    upto = offset + len(picks)
    return PickPage(
        picks=[_pick(its, units) for its in picks],
        next=upto if upto < count else None,
        count=count,
    )


@endpoint(
    routes,
    "GET",
    "/draws/<draw_id>/proof",
    guard=GRANT,
    summary="Everything about the draw computed again from records, seed and journal",
    returns=ProofReport,
    problems=(*REFUSALS, DrawUnknown),
)
def prove_draw(draw_id: str) -> ProofReport:
    actor = current_actor()
    with runtime().reading() as session:
        proof = verify(session, get_visible(session, actor, draw_id))
    return ProofReport(
        is_right=proof.is_right,
        checks=[CheckResult(check=name, is_right=its) for name, its in proof.checks.items()],
        changes=[RowChangeShape.model_validate(its) for its in proof.changes],
        changed=proof.changed,
        later=proof.later,
    )


def get_visible(session: Session, actor: Actor, draw_id: str) -> Draw:
    draw = draws.find_visible(session, actor, draw_id)
    if draw is None:
        raise DrawUnknown(draw_id=draw_id)
    return draw


def unit_names(session: Session, actor: Actor) -> dict[str, str]:
    return {unit.id: unit.name for unit in list_units(session, actor.org)}


def _place(before: str) -> tuple[datetime, str] | None:
    """Where the page before ended."""
    if not before:
        return None
    begun_at, _, draw_id = before.partition(" ")
    try:
        place = datetime.fromisoformat(begun_at)
    except ValueError as error:
        raise InvalidRequest(errors=[{"field": "before", "reason": "place"}]) from error
    if place.tzinfo is None:
        raise InvalidRequest(errors=[{"field": "before", "reason": "place"}])
    return place, draw_id


def _detail(session: Session, actor: Actor, draw: Draw) -> DrawDetail:
    units = unit_names(session, actor)
    strata = [
        StratumShape.model_validate(
            {**vars(draws.facts_of(its)), "number": its.number, "names": _names(its.key, units)}
            | {"take": its.take, "reserve": its.reserve}
        )
        for its in draws.list_lists(session, draw.id)
    ]
    told = {name: getattr(draw, name) for name in DrawDetail.model_fields if hasattr(draw, name)}
    own = {
        "unit_name": units.get(draw.unit_id, draw.unit_id),
        "seed": draw.secret if draw.drawn_at else None,
        "redraws": draws.list_redraws(session, draw),
        "strata": strata,
        "plan": DrawPlan(**draw.plan).as_json(),
        "may_make": actor.may("draw.make", draw.unit_id),
    }
    return DrawDetail.model_validate({**told, **own})


def _names(key: str, units: dict[str, str]) -> list[str]:
    parts: list[str] = from_json(key)
    return [units.get(its, its) for its in parts]


def _pick(its: draw_lists.Pick, units: dict[str, str]) -> PickShape:
    subject, mark = its.subject, its.mark
    return PickShape.model_validate(
        {
            **{name: getattr(its, name) for name in ("stratum", "position", "ordinal")},
            "is_reserve": its.is_reserve,
            "for_position": its.for_position,
            "subject_id": subject.id if subject else None,
            "title": subject.title if subject else "",
            "unit_name": units.get(subject.unit_id, subject.unit_id) if subject else "",
            "told": list(subject.told) if subject else [],
            "state": mark.state if mark else "drawn",
            "reason": (mark.reason or None) if mark else None,
            "note": mark.note if mark else "",
            "successor": mark.successor if mark else None,
            "task_id": mark.task_id if mark else None,
        }
    )
