"""Orders: wire shapes of what is asked and said between delivery and closing."""

from datetime import date, datetime

from server.core.feeds import RowShape
from server.core.words import ExtensionState, ObjectionState


class ObjectionRow(RowShape):
    order_id: str
    matter_ids: list[str]
    reason: str
    photo_ids: list[str]
    author_id: str
    author_name: str
    raised_at: datetime
    state: ObjectionState
    answer: str
    answerer_name: str | None
    answered_at: datetime | None


class ExtensionRow(RowShape):
    order_id: str
    reason: str
    due_on: date
    wanted_on: date
    granted_on: date | None
    author_id: str
    author_name: str
    asked_at: datetime
    state: ExtensionState
    answer: str
    answerer_name: str | None
    answered_at: datetime | None


class CommentRow(RowShape):
    order_id: str
    author_id: str
    author_name: str
    text: str
    written_at: datetime
    received_at: datetime
