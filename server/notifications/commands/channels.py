"""Notifications: channels and the rules by which notices take them."""

from datetime import date

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, command
from server.core.words import ChannelKind
from server.notifications.models import Channel, ChannelRule
from server.notifications.queries import channels as queries
from server.notifications.rules.channels import (
    ANY,
    PER_MINUTE,
    AddressUnfit,
    RoleUnknown,
)
from server.organisation.rules import ROLE_GRANTS


class SetChannel(Command):
    """`sealed` is made by the route, which takes the address; without one the old one stays."""

    channel_id: NewId
    kind: ChannelKind
    name: str = Field(min_length=1, max_length=80)
    is_enabled: bool
    per_minute: int | None = Field(None, ge=2, le=6000)
    masked: str = Field("", max_length=200)
    sealed: str = Field("", max_length=4000, exclude=True, repr=False)


class SetRule(Command):
    """`kind` and `role` are `*` for any; without channels such notices stay in the inbox."""

    rule_id: NewId
    kind: str = Field(pattern=r"^(\*|[a-z_]{1,40})$")
    role: str = Field(pattern=r"^(\*|[a-z_]{1,40})$")
    channel_ids: list[str] = Field(max_length=20)
    effective_on: date


@command("notice.set_channel", grant="notice.manage", stale="append")
def set_channel(command: SetChannel, actor: Actor, at: Moment, session: Session) -> None:
    channel = queries.lock_channel(session, actor.org, command.channel_id)
    has_address = bool(command.sealed or (channel and channel.sealed))
    if (channel and channel.kind != command.kind) or has_address == (command.kind == "webpush"):
        raise AddressUnfit(kind=command.kind)
    fields = {
        "name": command.name,
        "is_enabled": command.is_enabled,
        "per_minute": command.per_minute or PER_MINUTE[command.kind],
    }
    if channel is None or command.sealed:
        fields |= {"sealed": command.sealed, "masked": command.masked}
    if channel is None:
        known = {"id": command.channel_id, "org": actor.org, "kind": command.kind}
        session.add(Channel(**known, **fields, set_at=at.received))
        return
    for name, value in fields.items():
        setattr(channel, name, value)


@command("notice.set_rule", grant="notice.manage", stale="append")
def set_rule(command: SetRule, actor: Actor, at: Moment, session: Session) -> None:
    """From its day on it takes the place of the one before; that one stays on record."""
    if command.role not in (ANY, *ROLE_GRANTS):
        raise RoleUnknown(role=command.role)
    for channel_id in command.channel_ids:
        queries.get_channel(session, actor.org, channel_id)
    session.add(
        ChannelRule(
            id=command.rule_id,
            org=actor.org,
            kind=command.kind,
            role=command.role,
            channel_ids=command.channel_ids,
            effective_on=command.effective_on,
            set_at=at.received,
        )
    )
