"""Replication: its tables. The clock, the index of who sees which row, and each row as told."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import TypeEngine

from server.core.db import ID_LENGTH, Lines, Model

Key = tuple[str, str]


def code_points(length: int) -> TypeEngine[str]:
    """A text that sorts by code points everywhere, as a cursor's position does in Python.

    A database in another collation might put the end of a version (LAST_KEY) before its rows. It is
    also the cheapest comparison.
    """
    return String(length).with_variant(String(length, collation="C"), "postgresql")


# Stands for every field in a row's `fields`: whoever made it wrote them all.
ALL_FIELDS = "*"


class SyncClock(Model):
    """One row per company: bumped last in every unit of work, so that no reader misses a row.

    `horizon` is the newest version whose tombstones may have been purged; `schema` names the
    shapes in which the rows' bodies are kept.
    """

    __tablename__ = "sync_clock"
    org: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=0)
    journal_number: Mapped[int] = mapped_column(default=0)
    journal_hash: Mapped[str] = mapped_column(String(64), default="")
    horizon: Mapped[int] = mapped_column(default=0, server_default="0")
    schema: Mapped[str] = mapped_column(String(16), default="", server_default="")


class SyncScope(Model):
    """Each scope's newest version, and the digest and number of the rows that are live in it."""

    __tablename__ = "sync_scopes"
    org: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    scope: Mapped[str] = mapped_column(String(120), primary_key=True)
    version: Mapped[int]
    digest: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int]

    __table_args__ = (Index(None, "org", "version"),)


class SyncIndex(Model):
    """Each row once per scope at its latest version; not live means that it left the scope."""

    __tablename__ = "sync_index"
    org: Mapped[str] = mapped_column(code_points(ID_LENGTH), primary_key=True)
    scope: Mapped[str] = mapped_column(code_points(120), primary_key=True)
    entity: Mapped[str] = mapped_column(code_points(40), primary_key=True)
    row_id: Mapped[str] = mapped_column(code_points(ID_LENGTH), primary_key=True)
    version: Mapped[int]
    is_live: Mapped[bool]

    __table_args__ = (
        Index(None, "org", "scope", "version", "entity", "row_id"),
        # What the purge looks for, found without reading what lives.
        Index(
            "ix_sync_index_tombstones",
            "org",
            "version",
            sqlite_where=text("is_live = 0"),
            postgresql_where=text("is_live = false"),
        ),
        # The table is its own key: one tree to write instead of two.
        {"sqlite_with_rowid": False},
    )


class SyncRow(Model):
    """Each row as phones get it: `op` (JSON), for `scopes`, at its version; and who wrote it last.

    A pull sends the op as it is, so that its cost is that of reading one table. `fields` holds
    version and writer of each field, for rows that merge by field.
    `other_version` is the newest version that a client other than `client_id` wrote: with both,
    anyone's base can be judged stale without keeping the row's history.
    """

    __tablename__ = "sync_rows"
    # The key's order: a pull finds rows of all entities by one list of ids.
    org: Mapped[str] = mapped_column(code_points(ID_LENGTH), primary_key=True)
    row_id: Mapped[str] = mapped_column(code_points(ID_LENGTH), primary_key=True)
    entity: Mapped[str] = mapped_column(code_points(40), primary_key=True)
    version: Mapped[int]
    client_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    other_version: Mapped[int]
    fields: Mapped[dict[str, Any]]
    scopes: Mapped[tuple[str, ...]] = mapped_column(Lines, server_default="")
    op: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True)
class Tick:
    """The clock after its bump."""

    version: int
    journal_number: int
    journal_hash: str


def bump_clock(session: Session, org: str, entries: int) -> Tick:
    """Lock and advance the company's clock; nothing of another writer comes between."""
    statement = (
        update(SyncClock)
        .where(SyncClock.org == org)
        .values(version=SyncClock.version + 1, journal_number=SyncClock.journal_number + entries)
        .returning(SyncClock.version, SyncClock.journal_number, SyncClock.journal_hash)
        .execution_options(synchronize_session=False)
    )
    version, number, last_hash = session.execute(statement).one()
    return Tick(version, number - entries, last_hash)


def list_orgs(session: Session) -> list[str]:
    """Every company of this installation."""
    return list(session.scalars(select(SyncClock.org).order_by(SyncClock.org)))
