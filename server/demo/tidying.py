"""Demo: what people have read and what left their phones in the course of the year."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from server.core.actor import Actor, system_actor
from server.core.clock import local_day
from server.core.runtime import Runtime
from server.demo.filler import Filler
from server.demo.ids import ORG
from server.notifications.queries.inbox import list_settled as list_settled_notices
from server.notifications.queries.inbox import list_unread
from server.orders.queries import list_settled as list_settled_orders
from server.organisation.queries import get_policies
from server.visits.queries import list_settled as list_settled_visits

AGEING = (
    ("order", list_settled_orders),
    ("visit", list_settled_visits),
    ("notice", list_settled_notices),
)
MOST, AT_ONCE = 10_000, 100
# Notices of the last two days are still unread; older ones were read the day after.
UNREAD, READ_AFTER = timedelta(days=2), timedelta(days=1)
MONTH, YEARS = timedelta(days=32), timedelta(days=800)


def tidy(runtime: Runtime, filler: Filler, people: Mapping[str, Actor], now: datetime) -> None:
    """People read their notices; then as every night would have done, old records leave phones."""
    by_id = {actor.user_id: actor for actor in people.values()}
    for oldest, newest in ((now - YEARS, now - MONTH), (now - MONTH, now - UNREAD)):
        for user_id, ids in _unread(runtime, oldest, newest).items():
            for some in _portions(ids):
                args = {"notice_ids": some}
                filler.run("notice.read", args, by_id[user_id], newest + READ_AFTER)
        filler.save()
    with runtime.reading() as session:
        policies = get_policies(session, ORG, local_day(now))
    for entity, list_settled in AGEING:
        before = now - timedelta(days=policies[f"carry.{entity}_days"])
        with runtime.reading() as session:
            ids = list_settled(session, ORG, before, MOST)
        for some in _portions(ids):
            filler.run(f"{entity}.age_out", {f"{entity}_ids": some}, system_actor(ORG), now)
        filler.save()


def _portions(ids: list[str]) -> Iterator[list[str]]:
    return (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))


def _unread(runtime: Runtime, since: datetime, before: datetime) -> dict[str, list[str]]:
    """Ids of notices by whose they are."""
    found = defaultdict[str, list[str]](list)
    with runtime.reading() as session:
        for user_id, notice_id in list_unread(session, ORG, since, before):
            found[user_id].append(notice_id)
    return found
