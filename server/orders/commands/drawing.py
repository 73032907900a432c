"""Orders: closed ones as the population of a draw (抽样总体)."""

from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.orders.queries.lookbacks import ClosedOrder, list_closed
from server.planning.commands.draws import freeze_candidates, open_population
from server.planning.queries.draw_sources import Candidate
from server.planning.rules.draws import DrawPlan
from server.planning.rules.draws_population import key_of


def give_closed(session: Session, actor: Actor, draw_id: str, at: Moment) -> None:
    """All that was closed in the months of the plan; what was drawn lately is left out."""
    asked = open_population(session, actor, draw_id, at)
    orders = list_closed(session, actor.org, asked.unit_ids, asked.plan.periods)
    candidates = [
        Candidate(its.row, _key(its, asked.plan), "drawn" if its.id in asked.drawn else "")
        for its in orders
    ]
    freeze_candidates(session, asked.draw, candidates, actor, at)


def _key(order: ClosedOrder, plan: DrawPlan) -> str:
    return key_of([order.colour if by == "colour" else order.unit_id for by in plan.by])
