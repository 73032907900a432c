"""Catalogue tables: supervision matters (督查事项), their parts, receipts and daily lists."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, OrgRow


class SupervisionMatter(OrgRow):
    """Something that is to be supervised until it is done (督查事项, W1-1, W1-4, W1-10).

    `key_basis`: why it is on the 100 % track: source, channel, sender or hand; empty on the
    routine one. `key_match` is the word of the policy's list that decided, `key_clause` and
    `key_policy_on` the version of the list (None: the regulation's own), `key_reason` that of a
    person. `reader_ids`: units whose people with `matter.read` see it. `visit_ids`: closed checks
    that were made for it.
    """

    __tablename__ = "supervision_matters"
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    detail: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(20))
    source_note: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[str | None] = mapped_column(String(20))
    sender: Mapped[str] = mapped_column(String(120), default="")
    letter_number: Mapped[str] = mapped_column(String(80), default="")
    received_on: Mapped[date | None]
    track: Mapped[str] = mapped_column(String(20))
    key_basis: Mapped[str] = mapped_column(String(20), default="")
    key_match: Mapped[str] = mapped_column(String(60), default="")
    key_reason: Mapped[str] = mapped_column(String(500), default="")
    key_clause: Mapped[str] = mapped_column(String(40), default="")
    key_policy_on: Mapped[date | None]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))
    next_step: Mapped[str] = mapped_column(String(500), default="")
    next_on: Mapped[date | None]
    unit_ids: Mapped[list[str]] = mapped_column(default=list)
    reader_ids: Mapped[list[str]] = mapped_column(default=list)
    visit_ids: Mapped[list[str]] = mapped_column(default=list)
    registered_by: Mapped[str] = mapped_column(String(80))
    registered_at: Mapped[datetime]
    waiver_reason: Mapped[str] = mapped_column(String(500), default="")
    waiver_asker_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    waiver_asker_name: Mapped[str] = mapped_column(String(80), default="")
    waiver_asked_at: Mapped[datetime | None]
    waiver_answer: Mapped[str] = mapped_column(String(500), default="")
    waiver_answerer_name: Mapped[str] = mapped_column(String(80), default="")
    waiver_answered_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(Text, default="")
    closed_by: Mapped[str] = mapped_column(String(80), default="")
    settled_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("org", "year", "serial"),
        Index("ix_supervision_matters_org_state_next_on", "org", "state", "next_on"),
    )


class MatterPart(OrgRow):
    """What one unit has to do for a matter by a day (分解任务), and how it has done it.

    `demand`: the evidence that is asked for (完成证据), `is_photo_needed` at least one photo.
    """

    __tablename__ = "matter_parts"
    matter_id: Mapped[str] = mapped_column(ForeignKey("supervision_matters.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_name: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date]
    demand: Mapped[str] = mapped_column(String(500), default="")
    is_photo_needed: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(20), default="open")
    report: Mapped[str] = mapped_column(Text, default="")
    photo_ids: Mapped[list[str]] = mapped_column(default=list)
    reported_by: Mapped[str] = mapped_column(String(80), default="")
    reported_at: Mapped[datetime | None]
    return_reason: Mapped[str] = mapped_column(String(500), default="")
    returned_by: Mapped[str] = mapped_column(String(80), default="")
    reader_ids: Mapped[list[str]] = mapped_column(default=list)


class MatterReceipt(OrgRow):
    """That a unit has to read a matter's result, or has (回执, W1-12(2)b).

    `kind`: head (分、子公司负责人) or service (客户服务部). `passes_up_at` is when it goes
    up unread; empty once it was read or has gone up.
    """

    __tablename__ = "matter_receipts"
    matter_id: Mapped[str] = mapped_column(ForeignKey("supervision_matters.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_name: Mapped[str] = mapped_column(String(120))
    sent_at: Mapped[datetime]
    due_at: Mapped[datetime]
    passes_up_at: Mapped[datetime | None]
    passed_up_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    read_by: Mapped[str] = mapped_column(String(80), default="")
    reader_ids: Mapped[list[str]] = mapped_column(default=list)

    __table_args__ = (
        Index(
            "ix_matter_receipts_passes_up_at",
            "passes_up_at",
            sqlite_where=text("passes_up_at IS NOT NULL"),
            postgresql_where=text("passes_up_at IS NOT NULL"),
        ),
    )


class MatterDigest(OrgRow):
    """The list of a day: open matters without a next step, or with one that is past (每日清单)."""

    __tablename__ = "matter_digests"
    day: Mapped[date]
    matter_ids: Mapped[list[str]] = mapped_column(default=list)
    listed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("org", "day"),)
