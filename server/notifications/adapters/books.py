"""Notifications: the books of deliveries. Several workers take from them at once.

Who takes something marks it `sending` until a lease ends. Who has not come back by then is dead:
what he had is sent again where that cannot be seen twice, and else is `unknown` (decision 0020).
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from server.core.bulk import insert_missing
from server.core.clock import CHINA, local_day
from server.core.runtime import Runtime
from server.notifications.adapters.outcome import Outcome
from server.notifications.models import Channel, ChannelState, Delivery, Preference
from server.notifications.rules import timing
from server.notifications.rules.channels import SHARED_KINDS, is_repeatable
from server.notifications.rules.timing import Bucket, Quiet
from server.organisation.queries import get_policies

# Above the longest attempt: five seconds to connect, fifteen to answer, ten and ten by mail.
LEASE = timedelta(minutes=2)
MOST_IN_DIGEST = 50


@dataclass(frozen=True)
class Way:
    """By what, to whom, and under which key a receiver knows a repetition."""

    org: str
    kind: str
    sealed: str
    recipient: str
    key: str


@dataclass(frozen=True)
class Taken:
    """One message that is ours until the lease ends; `tries` tells us from a later taker."""

    ids: tuple[int, ...]
    notice_ids: tuple[str, ...]
    way: Way
    channel_id: str
    tries: int
    is_repeated: bool
    created_at: datetime


def recover(runtime: Runtime) -> int:
    """Decide about what a dead worker had; says how many deliveries."""
    now = runtime.clock.now()
    with runtime.bookkeeping() as session:
        query = (
            select(Delivery, Channel.kind)
            .join(Channel, Channel.id == Delivery.channel_id)
            .where(Delivery.state == "sending", Delivery.due_at <= now)
            .with_for_update(of=Delivery, skip_locked=True)
        )
        left = session.execute(query).all()
        for row, kind in left:
            _settle_unclear(row, kind, now, "interrupted")
        return len(left)


def take_due(runtime: Runtime) -> Taken | None:
    """What has waited longest, urgent first, with all that goes out in the same message."""
    while True:
        with runtime.bookkeeping() as session:
            found = _next_due(session, now := runtime.clock.now())
            if found is None:
                return None
            taken = _take(session, *found, now)
            if taken is not None:
                return taken


def settle(runtime: Runtime, taken: Taken, outcome: Outcome, roll: float) -> None:
    """Write down what became of it; where another one took it meanwhile, that one does."""
    now = runtime.clock.now()
    with runtime.bookkeeping() as session:
        state = session.get_one(ChannelState, taken.channel_id, with_for_update=True)
        rows = list(session.scalars(select(Delivery).where(*_same(taken)).with_for_update()))
        if not rows:
            return
        _note_state(state, taken, outcome, now, roll)
        given_up = _gives_up(session, taken, outcome, now)
        pause = outcome.rests or timing.pause_after(taken.tries, roll)
        for row in rows:
            row.last_error = outcome.code
            if outcome.verdict == "sent":
                row.state, row.sent_at = "sent", now
            elif outcome.verdict == "gone" or given_up:
                row.state = "failed"
            elif outcome.verdict == "unclear":
                _settle_unclear(row, taken.way.kind, now + pause, outcome.code)
            else:
                row.state, row.due_at = "waiting", now + pause


def has_due(session: Session, now: datetime) -> bool:
    return session.scalar(_due(now).limit(1)) is not None


def _settle_unclear(row: Delivery, kind: str, again_at: datetime, code: str) -> None:
    """It may have been sent, or not."""
    row.last_error = code
    if is_repeatable(kind, is_urgent=row.is_urgent):
        row.state, row.due_at, row.is_repeated = "waiting", again_at, True
    else:
        row.state = "unknown"


def _due(now: datetime) -> Any:
    other = aliased(Delivery)
    is_taken = exists().where(
        other.channel_id == Delivery.channel_id,
        other.recipient == Delivery.recipient,
        other.state == "sending",
    )
    return (
        select(Delivery.id, Channel)
        .join(Channel, Channel.id == Delivery.channel_id)
        .outerjoin(ChannelState, ChannelState.channel_id == Delivery.channel_id)
        .where(
            Delivery.state == "waiting",
            Delivery.due_at <= now,
            Channel.is_enabled,
            or_(ChannelState.paused_until.is_(None), ChannelState.paused_until <= now),
            ~is_taken,
        )
    )


def _next_due(session: Session, now: datetime) -> tuple[int, Channel] | None:
    order = (Delivery.is_urgent.desc(), Delivery.due_at, Delivery.id)
    row: Any = session.execute(_due(now).order_by(*order).limit(1)).first()
    return None if row is None else (row[0], row[1])


def _take(session: Session, first_id: int, channel: Channel, now: datetime) -> Taken | None:
    """None where another one was faster, or it has to wait: its due time then says until when."""
    # Whoever takes or settles locks the channel's state first, so that nobody waits in a circle.
    state = _lock_state(session, channel.id, channel.per_minute, now)
    first = session.get_one(Delivery, first_id, populate_existing=True)
    lane = _lane(session, first)
    if first.state != "waiting" or any(row.state == "sending" for row in lane):
        return None
    head = next((row for row in lane if row.is_urgent == first.is_urgent), first)
    policies = get_policies(session, channel.org, local_day(now))
    quiet_until = _quiet_until(session, first, policies, now)
    if head.due_at > now or quiet_until > now:
        # What came later never overtakes what failed before it.
        first.due_at = max(head.due_at, quiet_until)
        return None
    if not _take_token(state, channel.per_minute, now):
        return None
    rows = _batch_of(head, lane)
    batch, tries = head.batch or uuid.uuid4().hex, head.tries + 1
    for row in rows:
        row.state, row.due_at, row.batch, row.tries = "sending", now + LEASE, batch, tries
    return Taken(
        ids=tuple(row.id for row in rows),
        notice_ids=tuple(row.notice_id for row in rows),
        way=Way(channel.org, channel.kind, channel.sealed, head.recipient, batch),
        channel_id=channel.id,
        tries=tries,
        is_repeated=head.is_repeated,
        created_at=head.created_at,
    )


def _lane(session: Session, first: Delivery) -> Sequence[Delivery]:
    """All that waits, or goes, by the same channel to the same place, in order."""
    query = (
        select(Delivery)
        .where(
            Delivery.channel_id == first.channel_id,
            Delivery.recipient == first.recipient,
            Delivery.state.in_(("waiting", "sending")),
        )
        .order_by(Delivery.id)
        .limit(2 * MOST_IN_DIGEST)
    )
    fresh = {"populate_existing": True}
    return list(session.scalars(query.with_for_update(), execution_options=fresh))


def _batch_of(head: Delivery, lane: Sequence[Delivery]) -> list[Delivery]:
    """What goes out with the head: what did so before, or else all that waits (合并)."""
    if head.batch:
        return [row for row in lane if row.batch == head.batch]
    if head.is_urgent:
        return [head]
    alike = (row for row in lane if not row.is_urgent and not row.batch)
    return list(alike)[:MOST_IN_DIGEST]


def _quiet_until(
    session: Session, row: Delivery, policies: Mapping[str, Any], now: datetime
) -> datetime:
    if row.is_urgent:
        return now
    own = session.get(Preference, row.recipient)
    return timing.end_of_quiet(now, quiet_of(policies, own), CHINA)


def quiet_of(policies: Mapping[str, Any], own: Preference | None) -> Quiet:
    """A person's own quiet hours, or the company's."""
    if own is not None and own.quiet_begins is not None and own.quiet_ends is not None:
        return Quiet(own.quiet_begins, own.quiet_ends)
    return Quiet(policies["notice.quiet_begins"], policies["notice.quiet_ends"])


def _take_token(state: ChannelState, per_minute: int, now: datetime) -> bool:
    """One message of the channel's rate; without one the channel rests until there is one."""
    if state.paused_until is not None and state.paused_until > now:
        return False
    bucket = timing.refilled(Bucket(state.tokens, state.counted_at), per_minute, now)
    wait = timing.wait_for_token(bucket, per_minute)
    if wait:
        state.paused_until = now + wait
        return False
    state.tokens, state.counted_at = bucket.tokens - timing.TOKEN, bucket.at
    return True


def _lock_state(session: Session, channel_id: str, per_minute: int, now: datetime) -> ChannelState:
    """The channel's state, which is full of tokens where it is new."""
    full = timing.burst_of(per_minute) * timing.TOKEN
    row = {"channel_id": channel_id, "tokens": full, "counted_at": now}
    empty = {"paused_until": None, "last_error_at": None, "last_sent_at": None}
    insert_missing(session, ChannelState, [{**row, **empty}])
    query = select(ChannelState).where(ChannelState.channel_id == channel_id)
    fresh = {"populate_existing": True}
    return session.scalars(query.with_for_update(), execution_options=fresh).one()


def _note_state(
    state: ChannelState, taken: Taken, outcome: Outcome, now: datetime, roll: float
) -> None:
    """A channel that is down rests as a whole, ever longer; one success, and it is well again."""
    if outcome.verdict == "sent":
        state.failures, state.last_sent_at = 0, now
        return
    state.last_error, state.last_error_at = outcome.code, now
    if outcome.verdict == "down" and taken.way.kind in SHARED_KINDS:
        state.failures += 1
        rest = outcome.rests or timing.pause_after(state.failures, roll)
        state.paused_until = now + rest


def _gives_up(session: Session, taken: Taken, outcome: Outcome, now: datetime) -> bool:
    if outcome.verdict == "sent":
        return False
    hours = get_policies(session, taken.way.org, local_day(now))["notice.give_up_hours"]
    return now - taken.created_at > timedelta(hours=hours)


def _same(taken: Taken) -> tuple[ColumnElement[bool], ...]:
    return (
        Delivery.id.in_(taken.ids),
        Delivery.state == "sending",
        Delivery.tries == taken.tries,
    )
