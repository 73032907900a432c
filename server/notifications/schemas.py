"""Notifications: wire shapes and feeds."""

from datetime import datetime

from server.core.feeds import Feed, RowShape, user_scope
from server.core.words import NoticeKind, NoticeSubject
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
