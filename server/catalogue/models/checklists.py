"""Catalogue tables: clauses, checklist templates and their items."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.core.db import OrgRow


class Clause(OrgRow):
    """One obligation of a regulation (条款), by its short code such as Q1-4.3.1b."""

    __tablename__ = "clauses"
    code: Mapped[str] = mapped_column(String(40))
    article: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("org", "code"),)


class ChecklistTemplate(OrgRow):
    """A published version of a checklist (检查表); never changed afterwards."""

    __tablename__ = "checklist_templates"
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    scene: Mapped[str] = mapped_column(String(20))
    levels: Mapped[list[str]]
    est_minutes: Mapped[int]
    is_covert: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime]
    items: Mapped[list["ChecklistItem"]] = relationship(
        lazy="selectin", order_by="ChecklistItem.position"
    )

    __table_args__ = (UniqueConstraint("org", "code", "version"),)


class ChecklistItem(OrgRow):
    """One item of a template (检查条目). Weights add up to 100; factors are per mille."""

    __tablename__ = "checklist_items"
    template_id: Mapped[str] = mapped_column(ForeignKey("checklist_templates.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    guide: Mapped[str] = mapped_column(Text)
    weight: Mapped[int]
    options: Mapped[list[dict[str, Any]]]
    photo_mode: Mapped[str] = mapped_column(String(20))
    photo_min: Mapped[int]
    photo_max: Mapped[int]
    is_gallery_allowed: Mapped[bool] = mapped_column(default=True)
    note_required_on: Mapped[list[str]]
    severity: Mapped[str] = mapped_column(String(20))
    is_red_line: Mapped[bool]
    basis: Mapped[list[str]]
    repeat_key: Mapped[str] = mapped_column(String(40))
    inputs: Mapped[list[dict[str, Any]]]
