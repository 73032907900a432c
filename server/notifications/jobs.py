"""Notifications: what a worker does with them. It sends what is due, and passes on what is unread.

It may be killed anywhere, run twice, or not run for a week.
"""

import random
import uuid
from collections.abc import Iterator

import structlog

from server.core.actor import Actor, system_actor
from server.core.queue import wake
from server.core.replication import list_orgs
from server.core.runtime import Runtime
from server.notifications.adapters import books, pushing
from server.notifications.adapters.books import Way
from server.notifications.adapters.guarding import Guard
from server.notifications.adapters.outcome import Outcome
from server.notifications.adapters.sealing import unseal
from server.notifications.adapters.wording import Line, Text, texts, worded
from server.notifications.queries import channels, deliveries
from server.notifications.rules.channels import ANY, AddressLost, ChannelUnknown, TargetForbidden

# Then a worker looks whether it should stop.
MOST_AT_ONCE = 50
AT_ONCE = 50


class Stuck(Exception):
    """A sweep that leaves what it finds would run for ever."""


def deliver_due(runtime: Runtime) -> int:
    """Send what is due, but not for ever; says how many messages were tried."""
    books.recover(runtime)
    for count in range(MOST_AT_ONCE):
        taken = books.take_due(runtime)
        if taken is None:
            return count
        _call_for_help(runtime)
        outcome = _try(runtime, taken.way, _text_of(runtime, taken))
        books.settle(runtime, taken, outcome, random.random())
        if outcome.verdict != "sent":
            told = {"channel": taken.channel_id, "kind": taken.way.kind, "tries": taken.tries}
            structlog.get_logger().warning("notice not sent", error=outcome.code, **told)
    return MOST_AT_ONCE


def try_now(runtime: Runtime, actor: Actor, channel_id: str) -> Outcome:
    """One message now, past the books: to the group, or to the administrator who asks for it."""
    with runtime.asking() as session:
        channel = channels.find_channel(session, actor.org, channel_id)
        if channel is None:
            raise ChannelUnknown(channel_id=channel_id)
    with runtime.asking() as session:
        mine = channels.list_subscriptions(session, actor.org, [actor.user_id])
    browsers = [row.id for row in mine.get(actor.user_id, [])]
    if channel.kind == "webpush" and not browsers:
        return Outcome("gone", "no-browser")
    to = {"webpush": browsers[:1], "email": [actor.user_id]}.get(channel.kind, [ANY])[0]
    way = Way(actor.org, channel.kind, channel.sealed, to, uuid.uuid4().hex)
    return _try(runtime, way, Text(texts()["title"], texts()["test"], "/notices"))


def escalate_unread(runtime: Runtime) -> Iterator[tuple[str, int]]:
    """Pass on what nobody has read in time; (company, how many). It costs by what is due."""
    with runtime.asking() as session:
        orgs = list_orgs(session)
    for org in orgs:
        count, done = 0, list[str]()
        while ids := _next_unread(runtime, org):
            if ids == done:
                raise Stuck(f"{org}: notice.escalate leaves {ids[0]} where it is")
            runtime.perform("notice.escalate", {"escalation_ids": ids}, system_actor(org))
            count, done = count + len(ids), ids
        if count:
            yield org, count


def _next_unread(runtime: Runtime, org: str) -> list[str]:
    with runtime.asking() as session:
        return deliveries.list_unread_due(session, org, runtime.clock.now(), AT_ONCE)


def _call_for_help(runtime: Runtime) -> None:
    with runtime.asking() as session:
        is_more = books.has_due(session, runtime.clock.now())
    if is_more:
        wake(runtime.settings)


def _try(runtime: Runtime, way: Way, text: Text) -> Outcome:
    """Whatever fails here is an outcome: one bad row must not keep the others."""
    try:
        return _push(runtime, way, text) if way.kind == "webpush" else _send(runtime, way, text)
    except TargetForbidden:
        return Outcome("refused", "target-forbidden")
    except AddressLost:
        return Outcome("refused", "address-lost")
    except Exception as error:
        # Before or after the request, which judges its own failures. The text may hold an address.
        structlog.get_logger().error("notice failed", error=type(error).__name__)
        return Outcome("refused", "error")


def _text_of(runtime: Runtime, taken: books.Taken) -> Text:
    with runtime.asking() as session:
        found = deliveries.list_notices(session, taken.notice_ids)
    lines = [Line(row.kind, row.subject_kind, row.subject_id, row.params) for row in found]
    # A browser opens the page by itself.
    url = "" if taken.way.kind == "webpush" else runtime.settings.public_url
    return worded(lines, url, is_repeated=taken.is_repeated)


def _send(runtime: Runtime, way: Way, text: Text) -> Outcome:
    # Apprise takes most of a second to load: who sends nothing does without.
    from server.notifications.adapters import messengers  # noqa: PLC0415

    address, to = unseal(runtime.settings, way.sealed), way.recipient
    if way.kind == "email":
        with runtime.asking() as session:
            own = channels.find_preferences(session, way.org, [to]).get(to)
        to = own.email if own is not None else ""
        if not to:
            return Outcome("gone", "no-address")
    guard = Guard(is_off=runtime.settings.local_targets)
    return messengers.send(way.kind, address, to, text, key=way.key, guard=guard)


def _push(runtime: Runtime, way: Way, text: Text) -> Outcome:
    with runtime.asking() as session:
        row = channels.find_subscription(session, way.org, way.recipient)
    if row is None:
        return Outcome("gone", "unsubscribed")
    target = pushing.Target(**unseal(runtime.settings, row.sealed))
    content = {"title": text.title, "body": text.body, "path": text.path}
    outcome = pushing.push(runtime, target, content, way.key)
    if outcome.verdict == "gone":
        args = {"subscription_id": row.id}
        runtime.perform("notice.drop_subscription", args, system_actor(way.org))
    return outcome
