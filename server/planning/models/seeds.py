"""Planning tables: secrets of the months (抽签种子)."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import OrgRow


class DrawSeed(OrgRow):
    """The secret of a month's draws (抽签种子): its hash is known before, itself afterwards.

    Phones get `revealed` alone, which is the secret from the end of the month on.
    """

    __tablename__ = "draw_seeds"
    period: Mapped[str] = mapped_column(String(7))
    commitment: Mapped[str] = mapped_column(String(64))
    secret: Mapped[str] = mapped_column(String(64))
    committed_at: Mapped[datetime]
    revealed: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index(None, "org", "period", unique=True),)
