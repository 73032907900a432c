"""Bulletins: tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, OrgRow


class Bulletin(OrgRow):
    """One version of a month's bulletin (公示). All of it is public in the company: nothing here
    names a person, and who wrote and approved it stands in BulletinDesk.

    `period`: the month, "2026-04". `lines`, `highlights`: see rules.Line and rules.Highlight.
    """

    __tablename__ = "bulletins"
    period: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    counted_at: Mapped[datetime]
    lines: Mapped[list[dict[str, Any]]]
    highlights: Mapped[list[dict[str, Any]]]
    remark: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (UniqueConstraint("org", "period", "version"),)


class BulletinDesk(OrgRow):
    """The office's side of a version, under the same id: who edited, approved and withdrew it.

    `held_back`: how many highlights name a person and were therefore left out.
    """

    __tablename__ = "bulletin_desks"
    period: Mapped[str] = mapped_column(String(10))
    editor_ids: Mapped[list[str]] = mapped_column(default=list)
    editor_names: Mapped[list[str]] = mapped_column(default=list)
    approver_name: Mapped[str] = mapped_column(String(80), default="")
    withdrawer_name: Mapped[str] = mapped_column(String(80), default="")
    held_back: Mapped[int] = mapped_column(default=0)


class BulletinReceipt(OrgRow):
    """A unit has to sign for a bulletin (签收), or has."""

    __tablename__ = "bulletin_receipts"
    bulletin_id: Mapped[str] = mapped_column(ForeignKey("bulletins.id"))
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    unit_name: Mapped[str] = mapped_column(String(120))
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str] = mapped_column(String(80), default="")

    __table_args__ = (Index(None, "bulletin_id"),)
