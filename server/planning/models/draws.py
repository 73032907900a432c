"""Planning tables: draws (抽样), their frozen populations and what was drawn."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, Base, OrgRow


class Draw(OrgRow):
    """A draw from plan to picks; never deleted, so that nobody can fish for a convenient one.

    `secret` stays in the server until the draw is made. `reads_records`: its rows are read again
    from their table when the draw is verified; those of others are kept whole, since they change.
    `last_id`: the newest record that was there when the population was frozen.
    """

    __tablename__ = "draws"
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    title: Mapped[str] = mapped_column(String(120))
    search: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(20))
    plan: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(20))
    commitment: Mapped[str] = mapped_column(String(64))
    secret: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[datetime]
    begun_month: Mapped[str] = mapped_column(String(7))
    beginner_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    beginner_name: Mapped[str] = mapped_column(String(80))
    redraw_of: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    reason: Mapped[str] = mapped_column(String(500), default="")
    frozen_at: Mapped[datetime | None]
    freezer_name: Mapped[str | None] = mapped_column(String(80))
    reads_records: Mapped[bool] = mapped_column(default=False)
    last_id: Mapped[int] = mapped_column(BigInteger, default=0)
    size: Mapped[int] = mapped_column(default=0)
    population_hash: Mapped[str | None] = mapped_column(String(64))
    drawn_at: Mapped[datetime | None]
    drawer_name: Mapped[str | None] = mapped_column(String(80))
    taken: Mapped[int] = mapped_column(default=0)
    picks_hash: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (
        Index(None, "org", "begun_at"),
        Index(None, "org", "source", "drawn_at"),
    )


class DrawStratum(Base):
    """A list of a frozen population: a stratum, or with a `rule` those whom it leaves out.

    Strata are numbered by their keys from 0 on, and after them those who are left out.
    """

    __tablename__ = "draw_strata"
    draw_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    list_number: Mapped[int]
    rule: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(300))
    size: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    take: Mapped[int] = mapped_column(default=0)
    reserve: Mapped[int] = mapped_column(default=0)


class DrawBlock(Base):
    """Up to 2,048 rows of a list in the order of their ordinals, packed.

    `list_number` numbers the lists in the order in which they were met. `ids`: eight bytes a
    row, or none where `lines` holds the rows themselves, one a line. `prints`: fingerprints.
    """

    __tablename__ = "draw_blocks"
    draw_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    list_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ids: Mapped[bytes] = mapped_column(LargeBinary)
    lines: Mapped[str] = mapped_column(Text)
    prints: Mapped[bytes] = mapped_column(LargeBinary)


class DrawPicks(Base):
    """What was drawn from a stratum: ordinals in the order of the draw, and the records' ids.

    Packed, eight bytes each, 2,048 a row; `ids` is empty where the population holds whole lines.
    """

    __tablename__ = "draw_picks"
    draw_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    stratum: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ordinals: Mapped[bytes] = mapped_column(LargeBinary)
    ids: Mapped[bytes] = mapped_column(LargeBinary)


class DrawMark(Base):
    """What became of one pick: checked, unreachable, replaced by the next reserve, or a task."""

    __tablename__ = "draw_marks"
    draw_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    stratum: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    successor: Mapped[int | None]
    task_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    marked_at: Mapped[datetime]
    marker_name: Mapped[str] = mapped_column(String(80))
