"""Orders: what is done each minute by the server's clock."""

from collections.abc import Iterator

from server.core.actor import system_actor
from server.core.clock import local_day
from server.core.replication import list_orgs
from server.core.runtime import Runtime
from server.orders import queries
from server.orders.rules import OrderState
from server.orders.rules.objections import ObjectionOpen
from server.organisation.queries import get_policies

AT_ONCE = 50


class Stuck(Exception):
    """A sweep that leaves what it finds would run for ever."""


def escalate_overdue(runtime: Runtime) -> Iterator[tuple[str, int]]:
    """Draft an orange order for each that is overdue; (company, how many), where there are any.

    It costs by what is due: an order that was drafted for has no `escalates_at` any more. It may
    be killed anywhere, run twice, or not run for a week.
    """
    with runtime.asking() as session:
        due = {
            org: queries.has_overdue(session, org, runtime.clock.now())
            for org in list_orgs(session)
        }
    for org in (org for org, is_due in due.items() if is_due):
        yield org, _escalate(runtime, org)


def issue_drafts(runtime: Runtime) -> Iterator[tuple[str, int]]:
    """Confirm orange drafts in the system's own name where a policy says so; (company, how many).

    The policy of the day on which it was drafted decides (AMB-14): turning it on later issues
    nothing over which the head is still thinking.
    """
    with runtime.asking() as session:
        orgs = list_orgs(session)
    for org in orgs:
        if count := sum(_issue(runtime, org, order_id) for order_id in _drafts(runtime, org)):
            yield org, count


def _drafts(runtime: Runtime, org: str) -> list[str]:
    with runtime.reading() as session:
        return [
            order_id
            for order_id, drafted_at in queries.list_orange_drafts(session, org)
            if get_policies(session, org, local_day(drafted_at))["order.auto_issue"]
        ]


def _issue(runtime: Runtime, org: str, order_id: str) -> bool:
    try:
        runtime.perform("order.confirm", {"order_id": order_id}, system_actor(org))
    except (OrderState, ObjectionOpen):
        # Confirmed or dismissed meanwhile; or the order before it waits for the head's answer.
        return False
    return True


def _escalate(runtime: Runtime, org: str) -> int:
    count, done = 0, list[str]()
    while ids := _next(runtime, org):
        if ids == done:
            raise Stuck(f"{org}: order.escalate_overdue leaves {ids[0]} where it is")
        runtime.perform("order.escalate_overdue", {"order_ids": ids}, system_actor(org))
        count, done = count + len(ids), ids
    return count


def _next(runtime: Runtime, org: str) -> list[str]:
    with runtime.asking() as session:
        return queries.list_overdue(session, org, runtime.clock.now(), AT_ONCE)
