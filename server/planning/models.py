"""Planning: tables."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import OrgRow


class Task(OrgRow):
    """A check that somebody is to make by a day (检查任务)."""

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


class Population(OrgRow):
    """How much there is to sample from: services given or customers, per unit and month."""

    __tablename__ = "populations"
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(String(20))
    period: Mapped[str] = mapped_column(String(7))
    size: Mapped[int]

    __table_args__ = (Index(None, "org", "kind", "period", "unit_id", unique=True),)
