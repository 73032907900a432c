"""Orders: when the unit must have answered, and when each matter must be mended."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from server.core.calendar import Limit, deadline, end_of_day
from server.core.clock import Moment, local_day
from server.orders import rules
from server.orders.commands.standing import needs_answer
from server.orders.models import Matter, Order
from server.organisation.queries import get_policies

NEXT_DAY = Limit(1, "calendar_days")


def set_limits(session: Session, order: Order, matters: Collection[Matter]) -> None:
    """By the policies in force on the day of delivery, which a later change leaves alone."""
    if order.delivered_at is None:
        return
    policies = get_policies(session, order.org, local_day(order.delivered_at))
    runs_from = rules.CLOCK_STARTS[int(policies["order.clock_start"])]
    start = rules.clock_start(runs_from, order.issued_at, order.delivered_at, order.acknowledged_at)
    unit = rules.FEEDBACK_UNITS[int(policies["order.feedback_unit"])]
    feedback = deadline(start, Limit(policies["order.feedback_days"], unit))
    order.feedback_due_at = feedback.end
    order.deadline = {"runs_from": runs_from, **feedback.explained()}
    objections = Limit(policies["order.objection_days"], "working_days")
    order.objection_due_at = deadline(order.delivered_at, objections).end
    for matter in matters:
        own = deadline(start, Limit(matter.rectify_days, "calendar_days"))
        matter.rectify_due_on = own.last_day
    order.escalates_at = first_end(matters)


def first_end(matters: Iterable[Matter]) -> datetime | None:
    """When the first matter that awaits the unit must be mended; None where none does."""
    awaited = [matter for matter in matters if needs_answer(matter)]
    return min((end_of_day(day) for its in awaited if (day := its.rectify_due_on)), default=None)


def move_limit(order: Order, matters: Iterable[Matter]) -> None:
    """After what was struck out, mended or given more time; one that is used up stays so."""
    if order.escalates_at is not None:
        order.escalates_at = first_end(matters)


def give_time_for_papers(order: Order, matters: Iterable[Matter], at: Moment) -> None:
    """Who gets papers back has at least until the end of the next day for them (AMB-19)."""
    next_day = deadline(at.received, NEXT_DAY).end
    order.escalates_at = max(next_day, first_end(matters) or next_day)
