"""Notifications: reads of channels, rules, people's own settings and their browsers."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core.db import among, lock_row
from server.notifications.models import (
    Channel,
    ChannelRule,
    ChannelState,
    Delivery,
    Preference,
    Subscription,
)
from server.notifications.rules.channels import ChannelUnknown, Rule

# By channel and state.
Counts = Mapping[tuple[str, str], int]
NOT_SENT = ("waiting", "sending", "unknown", "failed")


def get_channel(session: Session, org: str, channel_id: str) -> Channel:
    """The channel, locked for a change; ChannelUnknown where there is none such."""
    channel = lock_row(session, Channel, org, channel_id)
    if channel is None:
        raise ChannelUnknown(channel_id=channel_id)
    return channel


def lock_channel(session: Session, org: str, channel_id: str) -> Channel | None:
    return lock_row(session, Channel, org, channel_id)


def find_channel(session: Session, org: str, channel_id: str) -> Channel | None:
    return session.scalar(select(Channel).where(Channel.id == channel_id, Channel.org == org))


def list_channels(session: Session, org: str) -> list[Channel]:
    query = select(Channel).where(Channel.org == org)
    return list(session.scalars(query.order_by(Channel.set_at, Channel.id)))


def list_enabled(session: Session, org: str) -> Mapping[str, str]:
    """Kinds of the channels that are in use, by id."""
    query = select(Channel.id, Channel.kind).where(Channel.org == org, Channel.is_enabled)
    return {channel_id: kind for channel_id, kind in session.execute(query)}


def find_states(session: Session, channel_ids: Collection[str]) -> Mapping[str, ChannelState]:
    query = select(ChannelState).where(ChannelState.channel_id.in_(list(channel_ids)))
    return {state.channel_id: state for state in session.scalars(query)}


def count_by_state(session: Session, org: str) -> Counts:
    """How many deliveries of each channel are in each state but `sent`."""
    query = (
        select(Delivery.channel_id, Delivery.state, func.count())
        .where(Delivery.org == org, Delivery.state.in_(NOT_SENT))
        .group_by(Delivery.channel_id, Delivery.state)
    )
    return {(channel_id, state): count for channel_id, state, count in session.execute(query)}


def list_rule_rows(session: Session, org: str) -> list[ChannelRule]:
    """Every rule that was ever set, the oldest first."""
    query = select(ChannelRule).where(ChannelRule.org == org)
    return list(session.scalars(query.order_by(ChannelRule.set_at, ChannelRule.id)))


def list_rules(session: Session, org: str, on: date) -> list[Rule]:
    """Rules that are in force on a day, as the rules of choice see them."""
    return [
        Rule(row.kind, row.role, tuple(row.channel_ids), row.effective_on)
        for row in list_rule_rows(session, org)
        if row.effective_on <= on
    ]


def lock_preference(session: Session, org: str, user_id: str) -> Preference | None:
    return lock_row(session, Preference, org, user_id)


def find_preferences(
    session: Session, org: str, user_ids: Collection[str]
) -> Mapping[str, Preference]:
    query = select(Preference).where(
        Preference.org == org, among(session, Preference.id, list(user_ids))
    )
    return {row.id: row for row in session.scalars(query)}


def lock_subscription(session: Session, org: str, subscription_id: str) -> Subscription | None:
    return lock_row(session, Subscription, org, subscription_id)


def find_subscription(session: Session, org: str, subscription_id: str) -> Subscription | None:
    query = select(Subscription).where(Subscription.id == subscription_id, Subscription.org == org)
    return session.scalar(query)


def list_subscriptions(
    session: Session, org: str, user_ids: Collection[str]
) -> Mapping[str, list[Subscription]]:
    """The browsers of each of these people, the oldest first."""
    query = select(Subscription).where(
        Subscription.org == org, among(session, Subscription.user_id, list(user_ids))
    )
    found: dict[str, list[Subscription]] = {}
    for row in session.scalars(query.order_by(Subscription.added_at, Subscription.id)):
        found.setdefault(row.user_id, []).append(row)
    return found
