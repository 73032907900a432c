"""Orders: looking back on what was closed (回头看), and inspecting again what failed (再督查)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from server.core.calendar import Limit, deadline
from server.core.clock import Moment
from server.core.words import TaskKind
from server.orders import queries
from server.orders.models import Order
from server.orders.rules.numbers import shown_number
from server.organisation.queries import get_policies
from server.planning.commands.seeds import get_seed
from server.planning.commands.tasks import (
    CalledOff,
    FollowUp,
    ask_follow_up,
    cancel_tasks_after,
)
from server.planning.queries.tasks import FollowUpFacts, find_follow_up
from server.planning.rules.seeds import RULE, draw
from server.visits.queries import VisitFacts, find_task_of, get_visit_facts

NAMESPACE = uuid.UUID("0d0c0f6e-5a34-4d0e-8a0e-4f3c8a1f7b52")
FAIL = "fail"
NOT_YET = {"visit_id": None, "day": None, "is_passed": None}


@dataclass(frozen=True)
class Ask:
    """What is to be looked at again, and within how many days."""

    kind: TaskKind
    item_codes: list[str]
    days: int


def draw_lookback(session: Session, order: Order, at: Moment) -> None:
    """After a review has closed it: all orange orders, a part of the blue ones (Q1-4.3.3a)."""
    policies = get_policies(session, order.org, at.received_on)
    ppm = policies.get(f"lookback.{order.colour}_ppm", 0)
    if not ppm:
        return
    period = f"{at.received_on:%Y-%m}"
    seed = get_seed(session, order.org, period, at)
    ticket = draw(seed.secret, order.id, ppm)
    told = {"period": period, "commitment": seed.commitment}
    odds = {"rule": RULE, "number": ticket.number, "ppm": ticket.ppm, "is_drawn": ticket.is_drawn}
    order.lookback = {**told, **odds, "checks": []}
    if ticket.is_drawn:
        visit = get_visit_facts(session, order.org, order.visit_id)
        codes = [matter.item_code for matter in queries.list_matters(session, order.id)]
        _ask(session, order, visit, Ask("lookback", codes, policies["lookback.days"]), at)


def note_answer(session: Session, org: str, visit_id: str, at: Moment) -> None:
    """A complete check that answers a look-back is told on its order; what fails is asked again."""
    task = _answered(session, org, visit_id)
    if task is None:
        return
    visit = get_visit_facts(session, org, visit_id)
    order = queries.get_order(session, org, task.order_id)
    failed = _failed_of(visit, task.item_codes)
    answer = {"visit_id": visit.id, "day": visit.day.isoformat(), "is_passed": not failed}
    _tell(order, task.task_id, answer)
    if failed and task.kind == "lookback" and order.state != "voided":
        days = get_policies(session, org, at.received_on)["recheck.days"]
        _ask(session, order, visit, Ask("recheck", failed, days), at)


def forget_answer(session: Session, task_id: str | None, visit_id: str, why: CalledOff) -> None:
    """The check that answered was voided: the look-back is open again, what it led to is not."""
    task = find_follow_up(session, why.org, task_id)
    if task is None:
        return
    order = queries.get_order(session, why.org, task.order_id)
    if visit_id in [check["visit_id"] for check in _checks(order)]:
        _tell(order, task.task_id, NOT_YET)
        if task.kind == "lookback":
            cancel_tasks_after(session, order.id, ["recheck"], why)


def failed_again(session: Session, org: str, visit_id: str) -> list[str]:
    """Matters of an order that stands which fail at the check that looks back on it."""
    task = _answered(session, org, visit_id)
    if task is None or queries.get_order(session, org, task.order_id).state == "voided":
        return []
    return _failed_of(get_visit_facts(session, org, visit_id), task.item_codes)


def _answered(session: Session, org: str, visit_id: str) -> FollowUpFacts | None:
    """The look-back or re-inspection that a visit has settled."""
    task = find_follow_up(session, org, find_task_of(session, org, visit_id))
    return task if task is not None and task.visit_id == visit_id else None


def _failed_of(visit: VisitFacts, item_codes: Collection[str]) -> list[str]:
    return [
        code
        for code, problem in sorted(visit.problems.items())
        if problem.result == FAIL and code in item_codes
    ]


def follow_up_id(kind: TaskKind, order_id: str, visit_id: str) -> str:
    """Of the task that asks to look again at what a check had found."""
    return str(uuid.uuid5(NAMESPACE, f"{kind} {order_id} {visit_id}"))


def _ask(session: Session, order: Order, visit: VisitFacts, ask: Ask, at: Moment) -> None:
    """Who checked before goes again, with the same checklist."""
    due_on = deadline(at.received, Limit(ask.days, "calendar_days")).last_day
    asked = FollowUp(
        task_id=follow_up_id(ask.kind, order.id, visit.id),
        kind=ask.kind,
        site_id=order.site_id,
        template_id=visit.template_id,
        assignee_id=visit.inspector_id,
        due_on=due_on,
        order_id=order.id,
        order_number=shown_number(order.number, order.temporary_number),
        item_codes=ask.item_codes,
    )
    ask_follow_up(session, order.org, asked, at.received_on)
    check = {"kind": ask.kind, "task_id": asked.task_id, "due_on": due_on.isoformat(), **NOT_YET}
    order.lookback = {**(order.lookback or {}), "checks": [*_checks(order), check]}


def _checks(order: Order) -> list[dict[str, Any]]:
    return (order.lookback or {}).get("checks", [])


def _tell(order: Order, task_id: str, answer: dict[str, Any]) -> None:
    checks = [
        {**check, **answer} if check["task_id"] == task_id else check for check in _checks(order)
    ]
    order.lookback = {**(order.lookback or {}), "checks": checks}
