"""Catalogue: what is looked for each minute: results that nobody has read, and the day's list."""

from collections.abc import Iterator
from datetime import datetime

from server.catalogue.queries.matters import has_digest, list_unread_due
from server.core.actor import system_actor
from server.core.clock import CHINA
from server.core.replication import list_orgs
from server.core.runtime import Runtime
from server.organisation.queries import find_setting

AT_ONCE = 50


class Stuck(Exception):
    """A sweep that leaves what it finds would run for ever."""


def pass_up_unread(runtime: Runtime) -> Iterator[tuple[str, int]]:
    """Results that were not read in time go up, once; (company, how many). It costs by what is due.

    It may be killed anywhere, run twice, or not run for a week.
    """
    done: dict[str, list[str]] = {}
    while due := _next(runtime):
        if due == done:
            raise Stuck(f"matter.pass_up leaves {due} where it is")
        for org, ids in due.items():
            runtime.perform("matter.pass_up", {"receipt_ids": ids}, system_actor(org))
            yield org, len(ids)
        done = due


def list_matters_adrift(runtime: Runtime) -> Iterator[tuple[str, str]]:
    """The day's list of each company from its minute on, once; (company, day).

    A day on which no worker ran has none: the next one's holds what is still so.
    """
    now = runtime.clock.now()
    with runtime.asking() as session:
        orgs = list_orgs(session)
    for org in orgs:
        if _is_due(runtime, org, now):
            runtime.perform("matter.list_adrift", {}, system_actor(org))
            yield org, now.astimezone(CHINA).date().isoformat()


def _is_due(runtime: Runtime, org: str, now: datetime) -> bool:
    here = now.astimezone(CHINA)
    with runtime.reading() as session:
        if has_digest(session, org, here.date()):
            return False
        first = find_setting(session, org, "matter.digest_minute", here.date()).value
    return here.hour * 60 + here.minute >= first


def _next(runtime: Runtime) -> dict[str, list[str]]:
    with runtime.asking() as session:
        found = list_unread_due(session, runtime.clock.now(), AT_ONCE)
    by_org: dict[str, list[str]] = {}
    for org, receipt_id in found:
        by_org.setdefault(org, []).append(receipt_id)
    return by_org
