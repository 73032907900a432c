"""Syncing: tables of devices, results and failed tries."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, Model


class SyncClient(Model):
    """A device of one person, or rather one browser's database (客户端)."""

    __tablename__ = "sync_clients"
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    org: Mapped[str] = mapped_column(String(ID_LENGTH))
    user_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    app: Mapped[str] = mapped_column(String(40))
    last_seq: Mapped[int] = mapped_column(default=0)
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(20))


class SyncResult(Model):
    """The ledger: what became of each mutation. Args of refused ones are kept, never dropped."""

    __tablename__ = "sync_results"
    client_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    org: Mapped[str] = mapped_column(String(ID_LENGTH))
    user_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    uid: Mapped[str] = mapped_column(String(ID_LENGTH))
    name: Mapped[str] = mapped_column(String(80))
    content_hash: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, Any]]
    args: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    stored_at: Mapped[datetime]

    __table_args__ = (Index(None, "user_id", "uid"),)


class SyncAttempt(Model):
    """How often a mutation blew up; counted outside the transaction that was rolled back."""

    __tablename__ = "sync_attempts"
    user_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    uid: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    tries: Mapped[int]
