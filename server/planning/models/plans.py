"""Planning tables: annual programmes and monthly plans (督查实施方案、月度计划)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import OrgRow


class Plan(OrgRow):
    """One version of a unit's plan for a year or a month (W1-9(2)a).

    `period`: "2026" or "2026-11". `lines`: see commands.plan_lines.PlanLine. `writer_ids`: who
    edited or submitted it; none of them approves it.
    """

    __tablename__ = "plans"
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    period: Mapped[str] = mapped_column(String(7))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    goals: Mapped[str] = mapped_column(Text, default="")
    lines: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    due_on: Mapped[date]
    writer_ids: Mapped[list[str]] = mapped_column(default=list)
    writer_names: Mapped[list[str]] = mapped_column(default=list)
    submitted_at: Mapped[datetime | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    decided_at: Mapped[datetime | None]
    decider_name: Mapped[str] = mapped_column(String(80), default="")
    return_reason: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (UniqueConstraint("org", "unit_id", "kind", "period", "version"),)
