"""Notifications: tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, OrgRow


class Notice(OrgRow):
    """One message in one person's inbox; the screen words it from `kind` and `params`."""

    __tablename__ = "notices"
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    params: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    is_carried: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (Index(None, "org", "is_carried", "read_at"),)
