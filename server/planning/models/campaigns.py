"""Planning tables: campaigns (专项督查)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import OrgRow


class Campaign(OrgRow):
    """A list of sites that are all looked at within some days (W1-10(1).5, C1-7(1).3a).

    `done`, `total`: its coverage when it was closed; until then its tasks are counted.
    """

    __tablename__ = "campaigns"
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    site_ids: Mapped[list[str]] = mapped_column(default=list)
    template_id: Mapped[str] = mapped_column(ForeignKey("checklist_templates.id"))
    level: Mapped[str] = mapped_column(String(20))
    form: Mapped[str] = mapped_column(String(20))
    responsible: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(20))
    done: Mapped[int | None]
    total: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    closer_name: Mapped[str] = mapped_column(String(80), default="")
    closing_note: Mapped[str] = mapped_column(String(1000), default="")
