"""Quotas: tables."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, OrgRow


class Quota(OrgRow):
    """A unit's quota in a period; `ratio_ppm` in millionths, None where it is a plain number."""

    __tablename__ = "quotas"
    kind: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    unit_name: Mapped[str] = mapped_column(String(120))
    period: Mapped[str] = mapped_column(String(7))
    base: Mapped[int | None]
    ratio_ppm: Mapped[int | None]
    required: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    clause: Mapped[str] = mapped_column(String(40))
    is_carried: Mapped[bool] = mapped_column(default=True)


class QuotaCount(OrgRow):
    """A visit that a quota counts; its id is quota and visit, so that it counts once.

    `is_voided`: the visit was entered wrongly, and counts no longer.
    """

    __tablename__ = "quota_counts"
    quota_id: Mapped[str] = mapped_column(ForeignKey("quotas.id"), index=True)
    visit_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    is_voided: Mapped[bool] = mapped_column(default=False)
