"""Quotas: what nights and the command line do."""

from collections.abc import Iterator
from datetime import date

from server.core.actor import system_actor
from server.core.replication import list_orgs
from server.core.runtime import Runtime
from server.quotas import queries
from server.quotas.commands.opening import wanted
from server.quotas.queries.recount import Difference, list_differences
from server.quotas.rules.periods import month_of

# So many quotas are mended in one command.
AT_ONCE = 5000


def open_nightly(runtime: Runtime, org: str, today: date) -> int:
    """The running month for all units; nothing where it is open already."""
    month = month_of(today)
    with runtime.reading() as session:
        due = {
            queries.quota_id(kind, unit.id, period)
            for kind, unit, period in wanted(session, org, month)
        }
        count = len(due - queries.list_ids(session, org, due))
    if count:
        runtime.perform("quota.open_month", {"period": month}, system_actor(org))
    return count


def recount(runtime: Runtime) -> Iterator[tuple[str, Difference]]:
    """By company: what is kept otherwise than it counts anew."""
    with runtime.reading() as session:
        for org in list_orgs(session):
            for difference in list_differences(session, org):
                yield org, difference


def repair(runtime: Runtime, org: str, quota_ids: list[str]) -> None:
    for start in range(0, len(quota_ids), AT_ONCE):
        args = {"quota_ids": quota_ids[start : start + AT_ONCE]}
        runtime.perform("quota.repair", args, system_actor(org))
