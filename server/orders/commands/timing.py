"""Orders: when the unit must have answered, and when each matter must be mended."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from server.core.calendar import Limit, deadline, end_of_day
from server.core.clock import Moment, local_day
from server.orders import rules
from server.orders.models import Matter, Order
from server.organisation.queries import get_policies

NEXT_DAY = Limit(1, "calendar_days")


def set_limits(session: Session, order: Order, matters: Iterable[Matter]) -> None:
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
    ends = list[datetime]()
    for matter in matters:
        own = deadline(start, Limit(matter.rectify_days, "calendar_days"))
        matter.rectify_due_on = own.last_day
        ends.append(own.end)
    order.escalates_at = min(ends)


def give_time_for_papers(order: Order, matters: Iterable[Matter], at: Moment) -> None:
    """Who gets papers back has at least until the end of the next day for them (AMB-19)."""
    ends = [end_of_day(day) for matter in matters if (day := matter.rectify_due_on)]
    order.escalates_at = max(deadline(at.received, NEXT_DAY).end, min(ends))
