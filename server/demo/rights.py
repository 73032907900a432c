"""Demo: what the head of the group has lent, and how many closed orders were looked back on."""

from datetime import datetime, timedelta

from server.core.actor import Actor, system_actor
from server.core.clock import local_day
from server.core.runtime import Runtime
from server.demo.filler import Filler
from server.demo.ids import ORG, demo_id, unit_id, user_id
from server.organisation.queries import get_user, load_actor

MAY_ISSUE = tuple(f"inspector{number:02d}" for number in range(1, 6))
HALF_A_YEAR = timedelta(days=180)
# Days ago → how many blue orders are looked back on from then, in millionths. A draw that takes all
# or none shows the same in every demo.
SHARES = ((400, 0), (13, 1_000_000), (10, 0), (0, 200_000))


def fill_rights(runtime: Runtime, filler: Filler, now: datetime) -> None:
    """Members 01–05 issue by themselves, 06 proposes; a deputy stands in next week."""
    head = _head(runtime, now)
    start = now - timedelta(days=400)
    for login in MAY_ISSUE:
        _lend(filler, head, start, _lent(login, "issue", start, now + HALF_A_YEAR))
    first = now + timedelta(days=7)
    deputy = _lent("inspector02", "deputy", first, first + timedelta(days=6))
    _lend(filler, head, now - timedelta(days=1), deputy)
    for days, share in SHARES:
        args = {
            "policy_id": demo_id("policy", "lookback", days),
            "key": "lookback.blue_ppm",
            "value": share,
            "effective_on": local_day(now - timedelta(days=days)),
            "clause": "Q1-4.3.3a",
        }
        filler.run("policy.set", args, system_actor(ORG), start)
    filler.save()


def _head(runtime: Runtime, now: datetime) -> Actor:
    with runtime.reading() as session:
        return load_actor(session, get_user(session, user_id("grouphead")), local_day(now))


def _lent(login: str, kind: str, start: datetime, end: datetime) -> dict[str, object]:
    return {
        "delegation_id": demo_id("delegation", kind, login),
        "user_id": user_id(login),
        "kind": kind,
        "unit_id": unit_id("HQ"),
        "starts_on": local_day(start),
        "ends_on": local_day(end),
    }


def _lend(filler: Filler, head: Actor, at: datetime, args: dict[str, object]) -> None:
    filler.run("delegation.give", args, head, at)
