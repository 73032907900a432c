"""Nightly: what a company's database needs once a night, step by step, each in small transactions.

Every step may be killed anywhere, run again, or run on two nodes at once: it looks for what is left
to do, does a little of that in one transaction, and looks again.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from server.core.actor import system_actor
from server.core.clock import local_day
from server.core.horizon import find_last_version, purge_tombstones
from server.core.replication import list_orgs
from server.core.runtime import Runtime
from server.evidence.jobs import verify_nightly
from server.notifications.queries.inbox import list_settled as list_settled_notices
from server.orders.queries import list_settled as list_settled_orders
from server.organisation.queries import get_policies
from server.planning.jobs.imports import sweep_imports
from server.planning.queries.seeds import has_seed, list_hidden_periods
from server.quotas.jobs import open_nightly
from server.quotas.queries import list_settled as list_settled_quotas
from server.quotas.rules.periods import month_after
from server.reports.jobs import sweep_prints
from server.reports.queries import list_settled as list_settled_prints
from server.visits.queries import list_settled as list_settled_visits

# A visit has some twenty-five answers and photos: so many are a tenth of a second for the others.
RECORDS_AT_ONCE = 8
ROWS_AT_ONCE = 200

# The one count that should be 0.
FLAWS = "evidence.flaws"

ListSettled = Callable[[Session, str, datetime, int], list[str]]


class Stuck(Exception):
    """A step that does not take away what it finds would run, and fill the journal, for ever."""


@dataclass(frozen=True)
class Done:
    """How much one step did in one company."""

    org: str
    step: str
    count: int


@dataclass(frozen=True)
class AgeOut:
    """Takes settled records off the phones by `<entity>.age_out`, days after they were settled."""

    entity: str
    list_settled: ListSettled
    at_once: int

    def run(self, runtime: Runtime, org: str, now: datetime, policies: Mapping[str, Any]) -> int:
        before = now - timedelta(days=policies[f"carry.{self.entity}_days"])
        count, done = 0, list[str]()
        while ids := self._next(runtime, org, before):
            if ids == done:
                raise Stuck(f"{org}: {self.entity}.age_out leaves {ids[0]} where it is")
            args = {f"{self.entity}_ids": ids}
            runtime.perform(f"{self.entity}.age_out", args, system_actor(org))
            count, done = count + len(ids), ids
        return count

    def _next(self, runtime: Runtime, org: str, before: datetime) -> list[str]:
        with runtime.reading() as session:
            return self.list_settled(session, org, before, self.at_once)


# Orders first: they let go of their visits, which then age out in the same night.
AGEING = (
    AgeOut("order", list_settled_orders, RECORDS_AT_ONCE),
    AgeOut("visit", list_settled_visits, RECORDS_AT_ONCE),
    AgeOut("notice", list_settled_notices, ROWS_AT_ONCE),
    AgeOut("quota", list_settled_quotas, ROWS_AT_ONCE),
    AgeOut("month_print", list_settled_prints, ROWS_AT_ONCE),
)


def run_nightly(runtime: Runtime) -> Iterator[Done]:
    """Every step for every company; tells of each as soon as it is done."""
    now = runtime.clock.now()
    with runtime.reading() as session:
        orgs = list_orgs(session)
    for org in orgs:
        with runtime.reading() as session:
            policies = get_policies(session, org, local_day(now))
        for ageing in AGEING:
            count = ageing.run(runtime, org, now, policies)
            yield Done(org, f"{ageing.entity}.age_out", count)
        yield Done(org, "quotas", open_nightly(runtime, org, local_day(now)))
        yield Done(org, "draws", _turn_draws(runtime, org, local_day(now)))
        before = now - timedelta(days=policies["carry.tombstone_days"])
        yield Done(org, "tombstones", _purge(runtime, org, before))
    yield Done("", "month_print.files", sweep_prints(runtime))
    yield Done("", "import.files", sweep_imports(runtime))
    # Last: it reads for hours where there are many photos.
    yield Done("", FLAWS, verify_nightly(runtime, local_day(now)))


def _turn_draws(runtime: Runtime, org: str, today: date) -> int:
    """Publish the secrets of months that are over; commit to this month's and the next one's."""
    month = f"{today:%Y-%m}"
    with runtime.reading() as session:
        hidden = list_hidden_periods(session, org, month)
        wanted = [
            period for period in (month, month_after(month)) if not has_seed(session, org, period)
        ]
    for period in hidden:
        runtime.perform("draw.reveal", {"period": period}, system_actor(org))
    for period in wanted:
        runtime.perform("draw.commit", {"period": period}, system_actor(org))
    return len(hidden) + len(wanted)


def _purge(runtime: Runtime, org: str, before: datetime) -> int:
    with runtime.reading() as session:
        upto = find_last_version(session, org, before)
    count = 0
    while found := _purge_some(runtime, org, upto):
        count += found
    return count


def _purge_some(runtime: Runtime, org: str, upto: int) -> int:
    with runtime.bookkeeping() as session:
        return purge_tombstones(session, org, upto)
