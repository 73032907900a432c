"""Orders: when the unit must have answered, and when each matter must be mended."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from server.core.calendar import Limit, deadline
from server.core.clock import local_day
from server.orders import rules
from server.orders.models import Matter, Order
from server.organisation.queries import get_policies


def set_limits(session: Session, order: Order, matters: Iterable[Matter]) -> None:
    """By the policies in force on the day of delivery, which a later change leaves alone."""
    if order.delivered_at is None:
        return
    policies = get_policies(session, order.org, local_day(order.delivered_at))
    runs_from = rules.CLOCK_STARTS[policies["order.clock_start"]]
    start = rules.clock_start(
        runs_from, order.issued_at, order.delivered_at, order.acknowledged_at
    )
    unit = rules.FEEDBACK_UNITS[policies["order.feedback_unit"]]
    feedback = deadline(start, Limit(policies["order.feedback_days"], unit))
    order.feedback_due_at = feedback.end
    order.deadline = {"runs_from": runs_from, **feedback.explained()}
    for matter in matters:
        own = deadline(start, Limit(matter.rectify_days, "calendar_days"))
        matter.rectify_due_on = own.last_day
