"""Planning tables: tasks (检查任务)."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, OrgRow


class Task(OrgRow):
    """A check that somebody is to make by a day (检查任务).

    `kind`: `lookback` (回头看) or `recheck` (再督查) after the order `order_id`, on whose matters
    with these `item_codes` it looks again.
    """

    __tablename__ = "tasks"
    site_id: Mapped[str] = mapped_column(ForeignKey("sites.id"))
    site_name: Mapped[str] = mapped_column(String(120))
    unit_name: Mapped[str] = mapped_column(String(120))
    template_id: Mapped[str] = mapped_column(ForeignKey("checklist_templates.id"))
    level: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(20))
    assignee_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default="open")
    note: Mapped[str] = mapped_column(String(500), default="")
    visit_id: Mapped[str | None] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20), default="check")
    order_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    order_number: Mapped[str] = mapped_column(String(40), default="")
    item_codes: Mapped[list[str]] = mapped_column(default=list)

    __table_args__ = (
        Index(
            "ix_tasks_order_id",
            "order_id",
            sqlite_where=text("order_id IS NOT NULL"),
            postgresql_where=text("order_id IS NOT NULL"),
        ),
    )
