"""All rows of a site after its history, read once; and what a struck matter leaves of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.orders.models import Matter, Objection, Order
from server.organisation.models import Site
from server.planning.models.tasks import Task
from server.visits.models import Answer, Finding, Visit

# States in which nothing of an order is in force.
GONE = {"withdrawn", "voided"}
OPEN = {"delivered", "acknowledged", "feedback", "in_review", "returned"}
SETTLED = {"closed", "escalated", *GONE}


@dataclass(frozen=True)
class Rows:
    """All that a site has, read once."""

    site: Site
    visits: list[Visit]
    orders: list[Order]
    matters: Mapping[str, list[Matter]]
    answers: Mapping[str, dict[str, str]]
    tasks: list[Task]
    findings: list[Finding]
    objections: list[Objection]
    disproved: set[tuple[str, str]]

    @property
    def complete(self) -> list[Visit]:
        """Those that count."""
        found = [its for its in self.visits if its.completed_at and its.state == "closed"]
        return sorted(found, key=lambda its: str(its.completed_at))

    @property
    def struck(self) -> set[tuple[str, str]]:
        """Findings (visit and item) that do not hold: struck out on the order that states them."""
        return {
            (order.visit_id, matter.item_code)
            for order in self.orders
            for matter in self.matters[order.id]
            if order.colour != "orange" and matter.is_struck
        }

    def failed(self, visit_id: str) -> set[str]:
        """Items that failed at a check and still count as failed."""
        given = self.answers[visit_id].items()
        return {
            code
            for code, result in given
            if result == "fail" and (visit_id, code) not in self.struck
        }

    def standing(self, order: Order) -> list[Matter]:
        return [matter for matter in self.matters[order.id] if not matter.is_struck]


def read_rows(session: Session, site_id: str) -> Rows:
    orders = list(session.scalars(select(Order).where(Order.site_id == site_id)))
    visits = list(session.scalars(select(Visit).where(Visit.site_id == site_id)))
    ids = [its.id for its in orders]
    matters = defaultdict[str, list[Matter]](list)
    wanted = select(Matter).where(Matter.order_id.in_(ids))
    for matter in session.scalars(wanted.order_by(Matter.position)):
        matters[matter.order_id].append(matter)
    answers = defaultdict[str, dict[str, str]](dict)
    disproved: set[tuple[str, str]] = set()
    given = select(Answer).where(Answer.visit_id.in_([its.id for its in visits]))
    for answer in session.scalars(given):
        answers[answer.visit_id][answer.item_code] = answer.result
        if answer.is_disproved:
            disproved.add((answer.visit_id, answer.item_code))
    return Rows(
        session.get_one(Site, site_id),
        visits,
        orders,
        matters,
        answers,
        list(session.scalars(select(Task).where(Task.site_id == site_id))),
        list(session.scalars(select(Finding).where(Finding.site_id == site_id))),
        list(session.scalars(select(Objection).where(Objection.order_id.in_(ids)))),
        disproved,
    )
