"""Notifications: wire shapes and feeds."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from server.core.feeds import Feed, RowShape, user_scope
from server.core.words import (
    ChannelKind,
    DeliveryState,
    NoticeKind,
    NoticeSubject,
    PersonalChannelKind,
)
from server.notifications.models import Notice


class NoticeRow(RowShape):
    user_id: str
    kind: NoticeKind
    subject_kind: NoticeSubject
    subject_id: str
    params: dict[str, str | int]
    created_at: datetime
    read_at: datetime | None


def _scopes(notice: Notice) -> list[str]:
    return [user_scope(notice.user_id)] if notice.is_carried else []


NOTICE_FEED = Feed("notice", Notice, NoticeRow, _scopes)


class ChannelView(BaseModel):
    """A channel as its administrator sees it; of the address no more than `masked`."""

    id: str
    kind: ChannelKind
    name: str
    masked: str
    per_minute: int
    is_enabled: bool
    waiting: int
    failed: int
    unknown: int
    paused_until: datetime | None
    last_error: str
    last_error_at: datetime | None
    last_sent_at: datetime | None


class RuleView(BaseModel):
    """A rule; `is_in_force` where no later one has taken its place."""

    id: str
    kind: str
    role: str
    channel_ids: list[str]
    effective_on: date
    is_in_force: bool


class ChannelList(BaseModel):
    channels: list[ChannelView]
    rules: list[RuleView]
    kinds: list[str]
    roles: list[str]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ChannelSettings(_Strict):
    """Without an address the old one stays."""

    channel_id: str = Field(min_length=1, max_length=60)
    kind: ChannelKind
    name: str = Field(min_length=1, max_length=80)
    is_enabled: bool
    per_minute: int | None = Field(None, ge=2, le=6000)
    address: SecretStr | None = Field(None, max_length=1000)


class ChannelTest(_Strict):
    channel_id: str = Field(min_length=1, max_length=200)


class TrialResult(BaseModel):
    """`code` is empty where it was sent, else what went wrong."""

    is_sent: bool
    code: str


class Browser(BaseModel):
    """A browser that shows its person's notices."""

    id: str
    device: str
    added_at: datetime


class OwnChannel(BaseModel):
    id: str
    kind: ChannelKind
    name: str


class NoticeSettings(BaseModel):
    """What a person has chosen; the quiet hours are minutes of the day in China."""

    muted: list[PersonalChannelKind]
    email: str
    quiet_begins: int | None
    quiet_ends: int | None
    company_quiet_begins: int
    company_quiet_ends: int
    channels: list[OwnChannel]
    browsers: list[Browser]
    push_key: str


class NewBrowser(_Strict):
    """What the browser's own `PushSubscription` says."""

    endpoint: SecretStr = Field(max_length=1000)
    p256dh: str = Field(pattern=r"^[A-Za-z0-9_-]{80,100}=*$")
    auth: SecretStr = Field(max_length=100)
    device: str = Field(max_length=120)


class DeliveryView(BaseModel):
    channel_kind: ChannelKind
    channel_name: str
    state: DeliveryState
    sent_at: datetime | None
    last_error: str


class ReceiptView(BaseModel):
    """One person who was told, and what became of it."""

    notice_id: str
    kind: str
    user_name: str
    unit_name: str
    created_at: datetime
    read_at: datetime | None
    escalated: int
    deliveries: list[DeliveryView]


class ReceiptList(BaseModel):
    receipts: list[ReceiptView]
