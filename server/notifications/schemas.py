"""Notifications: wire shapes and feeds."""

from datetime import datetime
from typing import Any

from server.core.feeds import Feed, RowShape, user_scope
from server.notifications.models import Notice


class NoticeRow(RowShape):
    user_id: str
    kind: str
    subject_kind: str
    subject_id: str
    params: dict[str, Any]
    created_at: datetime
    read_at: datetime | None


NOTICE_FEED = Feed("notice", Notice, NoticeRow, lambda notice: [user_scope(notice.user_id)])
