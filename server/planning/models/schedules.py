"""Planning tables: recurring schedules (定期安排)."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, OrgRow


class Schedule(OrgRow):
    """Checks that come again by a rule (RFC 5545), as days in China.

    `rule`: the RRULE; `starts_on`: DTSTART; `without`: EXDATE. Tasks are made `lead_days` before
    they are due; up to `made_until` they are made, on `make_on` the next ones are to be.
    """

    __tablename__ = "schedules"
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120))
    rule: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    without: Mapped[list[str]] = mapped_column(default=list)
    on_rest: Mapped[str] = mapped_column(String(20))
    lead_days: Mapped[int]
    site_ids: Mapped[list[str]] = mapped_column(default=list)
    template_id: Mapped[str] = mapped_column(ForeignKey("checklist_templates.id"))
    level: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(20))
    assignee_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    owner_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    state: Mapped[str] = mapped_column(String(20))
    made_until: Mapped[date]
    next_due_on: Mapped[date | None]
    make_on: Mapped[date | None]

    __table_args__ = (Index(None, "org", "make_on"),)
