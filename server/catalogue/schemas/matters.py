"""Catalogue shapes: supervision matters (督查事项), their parts and receipts."""

from datetime import date, datetime

from pydantic import BaseModel

from server.catalogue.models.matters import MatterPart, MatterReceipt, SupervisionMatter
from server.core.feeds import Feed, RowShape, unit_scope
from server.core.words import (
    KeyBasis,
    LetterChannel,
    MatterSource,
    MatterTrack,
    PartState,
    ReceiptKind,
    SupervisionState,
)

AUDIENCE = "matters"


class SupervisionMatterRow(RowShape):
    number: str
    title: str
    detail: str
    source: MatterSource
    source_note: str
    channel: LetterChannel | None
    sender: str
    letter_number: str
    received_on: date | None
    track: MatterTrack
    key_basis: KeyBasis
    key_match: str
    key_reason: str
    key_clause: str
    key_policy_on: date | None
    due_on: date
    state: SupervisionState
    next_step: str
    next_on: date | None
    unit_ids: list[str]
    visit_ids: list[str]
    registered_by: str
    registered_at: datetime
    waiver_reason: str
    waiver_asker_id: str | None
    waiver_asker_name: str
    waiver_asked_at: datetime | None
    waiver_answer: str
    waiver_answerer_name: str
    waiver_answered_at: datetime | None
    result: str
    closed_by: str
    settled_at: datetime | None


class MatterPartRow(RowShape):
    matter_id: str
    position: int
    title: str
    unit_id: str
    unit_name: str
    due_on: date
    demand: str
    is_photo_needed: bool
    state: PartState
    report: str
    photo_ids: list[str]
    reported_by: str
    reported_at: datetime | None
    return_reason: str
    returned_by: str


class MatterReceiptRow(RowShape):
    matter_id: str
    kind: ReceiptKind
    unit_id: str
    unit_name: str
    sent_at: datetime
    due_at: datetime
    passed_up_at: datetime | None
    read_at: datetime | None
    read_by: str


class MatterPolicy(BaseModel):
    """What makes a matter key by itself today; phones judge by it before they ask."""

    key_sources: list[str]
    key_channels: list[str]
    key_senders: list[str]


def _scopes(row: SupervisionMatter | MatterPart | MatterReceipt) -> list[str]:
    """The supervision group over the company, and the units that it concerns."""
    return [unit_scope(unit_id, AUDIENCE) for unit_id in row.reader_ids]


MATTER_FEED = Feed("supervision_matter", SupervisionMatter, SupervisionMatterRow, _scopes)
PART_FEED = Feed("matter_part", MatterPart, MatterPartRow, _scopes)
RECEIPT_FEED = Feed("matter_receipt", MatterReceipt, MatterReceiptRow, _scopes)
