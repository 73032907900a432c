"""Planning tables: tasks (检查任务)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, OrgRow


class Task(OrgRow):
    """A check that somebody is to make by a day (检查任务).

    `kind`: `lookback` (回头看) or `recheck` (再督查) after the order `order_id`, on whose matters
    with these `item_codes` it looks again. `plan_id` and so on: what asked for it.
    `matter_id`: the supervision matter (督查事项) that it covers once its visit is closed.

    `former_ids`: who had it before it was handed over or swapped; a result of theirs settles it as
    late (`outcome`), and what does not settle it any more stands in `other_visit_ids`.
    `swap_to_id`: who is asked to give `swap_task_id` for it. `remind_on`: when to say so again.
    """

    __tablename__ = "tasks"
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    site_name: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    unit_name: Mapped[str] = mapped_column(String(120))
    branch_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    branch_name: Mapped[str] = mapped_column(String(120))
    template_id: Mapped[str] = mapped_column(ForeignKey("checklist_templates.id"))
    level: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(20))
    assignee_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    assignee_name: Mapped[str] = mapped_column(String(80))
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default="open")
    note: Mapped[str] = mapped_column(String(500), default="")
    visit_id: Mapped[str | None] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20), default="check")
    order_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    order_number: Mapped[str] = mapped_column(String(40), default="")
    item_codes: Mapped[list[str]] = mapped_column(default=list)
    plan_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    line_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    schedule_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    campaign_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    acknowledged_at: Mapped[datetime | None]
    remind_on: Mapped[date | None]
    settled_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(String(20), default="")
    done_by_name: Mapped[str] = mapped_column(String(80), default="")
    other_visit_ids: Mapped[list[str]] = mapped_column(default=list)
    former_ids: Mapped[list[str]] = mapped_column(default=list)
    handed_by_name: Mapped[str] = mapped_column(String(80), default="")
    handed_reason: Mapped[str] = mapped_column(String(500), default="")
    swap_to_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    swap_task_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    matter_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))

    __table_args__ = (
        Index(
            "ix_tasks_order_id",
            "order_id",
            sqlite_where=text("order_id IS NOT NULL"),
            postgresql_where=text("order_id IS NOT NULL"),
        ),
        *(
            Index(
                f"ix_tasks_{source}",
                source,
                sqlite_where=text(f"{source} IS NOT NULL"),
                postgresql_where=text(f"{source} IS NOT NULL"),
            )
            for source in ("plan_id", "schedule_id", "campaign_id")
        ),
        Index(None, "org", "remind_on"),
        Index(None, "org", "settled_on"),
    )
