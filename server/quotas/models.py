"""Quotas: tables."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, OrgRow

# A character for each day of a year that begins in one and ends in another.
DAYS = 400


class Quota(OrgRow):
    """A unit's quota in a period; `ratio_ppm` in millionths, None where it is a plain number.

    `stands_in`: the month whose count stands for one that is not known yet (暂定), or "part" where
    some of a department's teams are not known at all. `policy_id` and
    `policy_on`: which version of the policy it is counted by; none of both: the regulation's own.
    `workdays`: a character a day from `starts_on`, "1" where it is worked. `corrected_on`: when a
    base that had been final was corrected last. `is_ranked`: the regulation binds the unit.
    """

    __tablename__ = "quotas"
    kind: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    unit_name: Mapped[str] = mapped_column(String(120))
    period: Mapped[str] = mapped_column(String(7))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    workdays: Mapped[str] = mapped_column(String(DAYS))
    base: Mapped[int | None]
    stands_in: Mapped[str] = mapped_column(String(7), default="")
    ratio_ppm: Mapped[int | None]
    required: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    clause: Mapped[str] = mapped_column(String(40))
    policy_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    policy_on: Mapped[date | None]
    corrected_on: Mapped[date | None]
    is_ranked: Mapped[bool] = mapped_column(default=True)
    is_carried: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (Index(None, "org", "period"),)


class QuotaCount(OrgRow):
    """A visit that a quota counts; its id is quota and visit, so that it counts once.

    `subject`: what counts once, however many visits it has (a mystery campaign); the visit itself
    otherwise. `is_voided`: the visit was entered wrongly, and counts no longer.
    """

    __tablename__ = "quota_counts"
    quota_id: Mapped[str] = mapped_column(ForeignKey("quotas.id"), index=True)
    visit_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    subject: Mapped[str] = mapped_column(String(ID_LENGTH))
    is_voided: Mapped[bool] = mapped_column(default=False)


class QuotaChange(OrgRow):
    """That a quota was sized anew (重算): from what to what, why, when and by whom.

    `reason`: population, stand_in (a month's count came after the one before stood in), policy,
    unit, repair, matter (a key matter came, or is due in another month), waived (核销).
    """

    __tablename__ = "quota_changes"
    quota_id: Mapped[str] = mapped_column(ForeignKey("quotas.id"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    from_base: Mapped[int | None]
    to_base: Mapped[int | None]
    from_required: Mapped[int]
    to_required: Mapped[int]
    changed_at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(String(80))


class CaseCount(OrgRow):
    """A month's closed cases of a unit and channel with those called back, as last told."""

    __tablename__ = "case_counts"
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    branch_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    period: Mapped[str] = mapped_column(String(7))
    channel: Mapped[str] = mapped_column(String(20))
    total: Mapped[int]
    called_back: Mapped[int]

    __table_args__ = (Index(None, "org", "branch_id", "period"),)
