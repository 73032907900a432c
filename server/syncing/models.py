"""Syncing: tables of devices, results, failed tries and strays."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, Model


class SyncClient(Model):
    """A device of one person, or rather one browser's database (客户端).

    `revoked_reason` is its state: none while it is active, else `retired` or `lost`, since
    `changed_at`; `told_at` is when the device itself heard of it.
    """

    __tablename__ = "sync_clients"
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    org: Mapped[str] = mapped_column(String(ID_LENGTH))
    user_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    app: Mapped[str] = mapped_column(String(40))
    agent: Mapped[str] = mapped_column(String(200), default="", server_default="")
    last_seq: Mapped[int] = mapped_column(default=0)
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    revoked_reason: Mapped[str | None] = mapped_column(String(20))
    change_reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    changed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]


class SyncResult(Model):
    """The ledger: what became of each mutation. Args of refused ones are kept, never dropped.

    `kept` is what else a parked one needs to run again: v, base, occurred_at, skew_s.
    """

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
    kept: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    stored_at: Mapped[datetime]
    repaired_at: Mapped[datetime | None]
    repaired_by: Mapped[str | None] = mapped_column(String(ID_LENGTH))

    __table_args__ = (Index(None, "user_id", "uid"),)


class SyncAttempt(Model):
    """How often a mutation blew up, and on what; counted outside the transaction that was undone.

    It stays as long as the mutation is parked, so that those are found without reading the ledger.
    """

    __tablename__ = "sync_attempts"
    user_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    uid: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    tries: Mapped[int]
    error: Mapped[str] = mapped_column(String(200), default="", server_default="")


class SyncStray(Model):
    """A mutation that was not taken, kept for an operator: args are never dropped.

    `why` is `rights-removed` (from a revoked device) or `uid-reused` (another content under a
    known uid). The id follows from user, uid and content: the same one is kept once.
    """

    __tablename__ = "sync_strays"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    org: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    user_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    client_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    seq: Mapped[int]
    uid: Mapped[str] = mapped_column(String(ID_LENGTH))
    name: Mapped[str] = mapped_column(String(80))
    v: Mapped[int]
    args: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(20))
