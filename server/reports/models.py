"""Reports: tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, OrgRow
from server.core.leasing import Work


class Slip(OrgRow):
    """An order that was printed at least once; `id` is the order's.

    `token` is the way to its verification page: 128 random bits, which tell nothing of the order.
    """

    __tablename__ = "slips"
    token: Mapped[str] = mapped_column(String(40), unique=True)
    versions: Mapped[int] = mapped_column(default=0)


class SlipVersion(OrgRow):
    """What was on a slip when it was first printed so; `hash` covers `content`."""

    __tablename__ = "slip_versions"
    slip_id: Mapped[str] = mapped_column(ForeignKey("slips.id"))
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]
    noted_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("slip_id", "number"), UniqueConstraint("slip_id", "hash"))


class MonthPrint(OrgRow):
    """A month's orders in one file (月度打印), made in the background.

    `order_ids`: what is printed, decided when it was ordered. `origin` is the address that its QR
    codes lead to. `size` in bytes.
    """

    __tablename__ = "month_prints"
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    user_name: Mapped[str] = mapped_column(String(80))
    month: Mapped[str] = mapped_column(String(7))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_name: Mapped[str] = mapped_column(String(120))
    colour: Mapped[str | None] = mapped_column(String(10))
    origin: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    order_ids: Mapped[list[str]]
    ordered_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    is_carried: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (Index(None, "org", "is_carried", "ended_at"),)


class PrintWork(Work):
    """A month print that is still to be made."""

    __tablename__ = "print_work"
    print_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
