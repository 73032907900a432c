"""Notifications: tables."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, Model, OrgRow


class Notice(OrgRow):
    """One message in one person's inbox; the screen words it from `kind` and `params`."""

    __tablename__ = "notices"
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    params: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    is_carried: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        Index(None, "org", "is_carried", "read_at"),
        Index(None, "org", "subject_kind", "subject_id"),
    )


class Channel(OrgRow):
    """A way out of the house (消息方式). Its address is sealed with the installation's secret."""

    __tablename__ = "notice_channels"
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    sealed: Mapped[str] = mapped_column(Text)
    masked: Mapped[str] = mapped_column(String(200))
    per_minute: Mapped[int]
    is_enabled: Mapped[bool]
    set_at: Mapped[datetime]


class ChannelRule(OrgRow):
    """Which kind of notice goes by which channels to which role, from a day on."""

    __tablename__ = "notice_rules"
    kind: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(40))
    channel_ids: Mapped[list[str]]
    effective_on: Mapped[date]
    set_at: Mapped[datetime]


class Preference(OrgRow):
    """What one person has chosen for himself; the row's id is his."""

    __tablename__ = "notice_preferences"
    muted: Mapped[list[str]]
    email: Mapped[str] = mapped_column(String(200))
    quiet_begins: Mapped[int | None]
    quiet_ends: Mapped[int | None]


class Subscription(OrgRow):
    """A browser that shows notices (网页推送); its id follows from its address, which is sealed."""

    __tablename__ = "push_subscriptions"
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    device: Mapped[str] = mapped_column(String(120))
    sealed: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime]


class ChannelState(Model):
    """How a channel fares: what it may still send, until when it rests, its last failure."""

    __tablename__ = "notice_channel_states"
    channel_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    tokens: Mapped[int]
    counted_at: Mapped[datetime]
    paused_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(80), default="")
    last_error_at: Mapped[datetime | None]
    last_sent_at: Mapped[datetime | None]


class Delivery(Model):
    """One notice on its way by one channel to one place.

    `recipient` is a person, one of his browsers, or `*` for a group. `state`: waiting, sending
    (until `due_at`, then whoever had it is dead), sent, failed, unknown. What goes out together
    has one `batch`, which never changes: it is the key by which a receiver knows a repetition.
    """

    __tablename__ = "notice_deliveries"
    id: Mapped[int] = mapped_column(primary_key=True)
    org: Mapped[str] = mapped_column(String(ID_LENGTH))
    notice_id: Mapped[str] = mapped_column(ForeignKey("notices.id"))
    channel_id: Mapped[str] = mapped_column(ForeignKey("notice_channels.id"))
    recipient: Mapped[str] = mapped_column(String(ID_LENGTH))
    is_urgent: Mapped[bool]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    batch: Mapped[str] = mapped_column(String(80), default="")
    tries: Mapped[int] = mapped_column(default=0)
    is_repeated: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(80), default="")

    __table_args__ = (
        UniqueConstraint("notice_id", "channel_id", "recipient"),
        Index(None, "state", "due_at"),
        Index(None, "channel_id", "recipient", "state"),
    )


class Escalation(OrgRow):
    """An immediate notice that somebody must read: who was told, and when the next one is.

    `due_at` is empty once it has ended: read, or nobody is left above.
    """

    __tablename__ = "notice_escalations"
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    params: Mapped[dict[str, Any]]
    notice_ids: Mapped[list[str]]
    rungs: Mapped[list[str]]
    step: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "org", "due_at"),)


class InstallationKey(Model):
    """A private key that this installation made for itself, sealed with its secret."""

    __tablename__ = "installation_keys"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
