"""Bulletins: wire shapes and feeds."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from server.bulletins.models import Bulletin, BulletinDesk, BulletinReceipt
from server.core.feeds import Feed, RowShape, company_scope, unit_scope
from server.core.words import BulletinState

READERS, DESK = company_scope("bulletins"), company_scope("bulletin-desk")


class LineRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    unit_id: str
    unit_name: str
    green: int
    blue: int
    orange: int
    closed: int
    closing_rate: int | None


class HighlightRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    unit_name: str
    text: str


class BulletinRow(RowShape):
    """The allow-list: nothing but this is ever made public."""

    period: str
    version: int
    state: BulletinState
    counted_at: datetime
    lines: list[LineRow]
    highlights: list[HighlightRow]
    remark: str
    published_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_reason: str


class BulletinDeskRow(RowShape):
    period: str
    editor_ids: list[str]
    editor_names: list[str]
    approver_name: str
    withdrawer_name: str
    held_back: int


class BulletinReceiptRow(RowShape):
    bulletin_id: str
    unit_id: str
    unit_name: str
    acknowledged_at: datetime | None
    acknowledged_by: str


def bulletin_readers(bulletin: Bulletin) -> Sequence[str]:
    """A draft is the office's own; what is published stays readable also when it is withdrawn."""
    return [DESK] if bulletin.state == "draft" else [DESK, READERS]


def _desk_scopes(desk: BulletinDesk) -> Sequence[str]:
    return [DESK]


def _receipt_scopes(receipt: BulletinReceipt) -> Sequence[str]:
    """The office, and the people who sign for the unit."""
    return [DESK, unit_scope(receipt.unit_id, "bulletin-receipts")]


BULLETIN_FEED = Feed("bulletin", Bulletin, BulletinRow, bulletin_readers)
DESK_FEED = Feed("bulletin_desk", BulletinDesk, BulletinDeskRow, _desk_scopes)
RECEIPT_FEED = Feed("bulletin_receipt", BulletinReceipt, BulletinReceiptRow, _receipt_scopes)
