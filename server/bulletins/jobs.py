"""Bulletins: each month's draft, made on its day by the server's clock."""

from collections.abc import Iterator
from datetime import date

from server.bulletins import queries, rules
from server.core.actor import system_actor
from server.core.clock import local_day
from server.core.replication import list_orgs
from server.core.runtime import Runtime
from server.organisation.queries import get_policies


def draft_bulletins(runtime: Runtime) -> Iterator[tuple[str, str]]:
    """Draft what is missing up to the month before; (company, month) of each.

    It may be killed anywhere, run twice, or not run for months.
    """
    today = local_day(runtime.clock.now())
    with runtime.asking() as session:
        orgs = list_orgs(session)
    for org in orgs:
        for period in _missing(runtime, org, today):
            runtime.perform("bulletin.draft", {"period": period}, system_actor(org))
            yield org, period


def _missing(runtime: Runtime, org: str, today: date) -> list[str]:
    with runtime.asking() as session:
        first = get_policies(session, org, today)["bulletin.draft_day"]
        newest = queries.find_newest_period(session, org)
    last = rules.month_before(f"{today:%Y-%m}")
    # Before its day in the month the one before that is the last that is due.
    return rules.missing_months(newest, last if today.day >= first else rules.month_before(last))
