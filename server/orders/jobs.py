"""Orders: what is done each minute by the server's clock."""

from collections.abc import Iterator

from server.core.actor import system_actor
from server.core.replication import list_orgs
from server.core.runtime import Runtime
from server.orders import queries

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
