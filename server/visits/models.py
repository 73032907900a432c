"""Visits: tables."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, OrgRow


class Visit(OrgRow):
    """One check at one site (检查单). `score_tenths` 0–1000; `day` is the tap's day in China.

    `settled_at`: since when nothing of it is awaited any more: complete, or discarded with every
    photo decided. `is_held`: an order that phones carry stands on it. `void_…`: that it was entered
    wrongly, as somebody says (作废申请), and what was decided about that.
    """

    __tablename__ = "visits"
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    site_name: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_name: Mapped[str] = mapped_column(String(120))
    template_id: Mapped[str] = mapped_column(ForeignKey("checklist_templates.id"))
    template_name: Mapped[str] = mapped_column(String(120))
    task_id: Mapped[str | None] = mapped_column(ForeignKey("tasks.id"))
    level: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(20))
    inspector_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    inspector_name: Mapped[str] = mapped_column(String(80))
    inspector_unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    state: Mapped[str] = mapped_column(String(20), default="open")
    started_at: Mapped[datetime]
    received_at: Mapped[datetime]
    check_in: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    closed_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    day: Mapped[date]
    score_tenths: Mapped[int | None]
    colour: Mapped[str | None] = mapped_column(String(10))
    signer_name: Mapped[str] = mapped_column(String(80), default="")
    signer_post: Mapped[str] = mapped_column(String(80), default="")
    is_refused: Mapped[bool] = mapped_column(default=False)
    refusal_reason: Mapped[str] = mapped_column(String(500), default="")
    signed_at: Mapped[datetime | None]
    photo_ids: Mapped[list[str]] = mapped_column(default=list)
    missing_photos: Mapped[int] = mapped_column(default=0)
    void_asker_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    void_asker_name: Mapped[str | None] = mapped_column(String(80))
    void_asked_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(String(500), default="")
    void_judge_name: Mapped[str | None] = mapped_column(String(80))
    void_refusal: Mapped[str] = mapped_column(String(500), default="")
    voided_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    is_held: Mapped[bool] = mapped_column(default=False)
    is_carried: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        Index(None, "org", "unit_id", "day"),
        Index(None, "org", "site_id"),
        Index(None, "org", "is_carried", "settled_at"),
    )


class Answer(OrgRow):
    """What was found on one item of a visit (条目结果).

    `shown_unit_id`: the visit's unit, while the group sees it because somebody asks to void it.
    `is_disproved`: an objection to it was upheld (异议成立); it repeats nothing and is no history.
    """

    __tablename__ = "answers"
    visit_id: Mapped[str] = mapped_column(ForeignKey("visits.id"))
    inspector_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    item_code: Mapped[str] = mapped_column(String(40))
    repeat_key: Mapped[str] = mapped_column(String(40))
    result: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")
    inputs: Mapped[dict[str, Any]]
    answered_at: Mapped[datetime]
    shown_unit_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    is_disproved: Mapped[bool] = mapped_column(default=False)
    is_carried: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (UniqueConstraint("visit_id", "item_code"),)


class Finding(OrgRow):
    """When an item last failed at a site: one row per site and repeat key (历史问题).

    `failures_12m` is 0 where all that had failed was voided.
    """

    __tablename__ = "findings"
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"), index=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    repeat_key: Mapped[str] = mapped_column(String(40))
    last_failed_on: Mapped[date]
    failures_12m: Mapped[int]
    last_visit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
