"""Steps of a random history: time passes, and the minute's sweep runs."""

from datetime import timedelta

from sqlalchemy import select

from server.orders.models import Order
from server.orders.queries import list_overdue
from tests.builders.company import ORG
from tests.builders.histories.world import History


def pass_time(history: History) -> None:
    history.now += timedelta(hours=history.chance.choice((5, 30, 80, 200)))


def sweep(history: History) -> None:
    """The minute's sweep, for what is due at this site; now and then it runs twice."""
    mine = select(Order.id).where(Order.site_id == history.site)
    own = set(history.world.session.scalars(mine))
    due = [its for its in list_overdue(history.world.session, ORG, history.now, 1000) if its in own]
    if due:
        history.run("system", "order.escalate_overdue", order_ids=due)
        history.run("system", "order.escalate_overdue", order_ids=due)
