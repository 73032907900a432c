"""Replication: the clock, the index of who sees which row, and each row's version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, bindparam, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import TypeEngine

from server.core.bulk import upsert
from server.core.db import CHUNK, ID_LENGTH, Lines, Model, among
from sync.hub.digest import MODULUS, row_digest
from sync.hub.rendering import del_op, put_op

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


# Put together once, since every pull that brings something asks so.
_MOVED = select(SyncScope.scope, SyncScope.version).where(
    SyncScope.org == bindparam("org"), SyncScope.version >= bindparam("since")
)


@dataclass(frozen=True)
class RowState:
    """A row of sync_rows as it was read, without its op."""

    version: int
    client_id: str
    other_version: int
    fields: dict[str, Any]
    scopes: tuple[str, ...]

    def newest_by_others(self, client_id: str) -> int:
        """The newest version that someone else than this client wrote."""
        return self.other_version if self.client_id == client_id else self.version

    def writer_of(self, field: str) -> tuple[int, str]:
        """Version and client that wrote a field last; (0, "") where that is not kept."""
        version, writer = self.fields.get(field) or self.fields.get(ALL_FIELDS) or (0, "")
        return version, writer


@dataclass(frozen=True)
class Tick:
    """The clock after its bump."""

    version: int
    journal_number: int
    journal_hash: str


@dataclass
class Touch:
    """A row that this unit of work changed: by whom, which fields, for whom now, and as what."""

    client_id: str
    fields: set[str]
    is_merging: bool = False
    scopes: frozenset[str] = frozenset()
    body: str | None = None


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


def row_states(session: Session, org: str, keys: list[Key]) -> dict[Key, RowState]:
    """Version and writers of the rows that have any, as values: they outlive a later read."""
    found: dict[Key, RowState] = {}
    for entity, ids in _by_entity(keys):
        query = select(
            SyncRow.row_id,
            SyncRow.version,
            SyncRow.client_id,
            SyncRow.other_version,
            SyncRow.fields,
            SyncRow.scopes,
        ).where(SyncRow.org == org, SyncRow.entity == entity, among(session, SyncRow.row_id, ids))
        for row_id, version, client_id, other_version, fields, scopes in session.execute(query):
            found[entity, row_id] = RowState(version, client_id, other_version, fields, scopes)
    return found


def write_index(
    session: Session,
    org: str,
    touched: Mapping[Key, Touch],
    states: Mapping[Key, RowState],
    version: int,
) -> None:
    """Scopes before ∪ scopes after, each at the new version; the rows themselves; the sums."""
    keys = sorted(touched)
    entries = [
        {
            "org": org,
            "scope": scope,
            "entity": entity,
            "row_id": row_id,
            "version": version,
            "is_live": scope in touched[entity, row_id].scopes,
        }
        for entity, row_id in keys
        for scope in sorted(touched[entity, row_id].scopes.union(_before(states, (entity, row_id))))
    ]
    rows = [_next_state(org, key, touched[key], states.get(key), version) for key in keys]
    upsert(session, SyncIndex, entries)
    upsert(session, SyncRow, rows)
    _add_up(session, org, entries, states, version)


def _before(states: Mapping[Key, RowState], key: Key) -> tuple[str, ...]:
    state = states.get(key)
    return state.scopes if state else ()


def _add_up(
    session: Session,
    org: str,
    entries: Iterable[Mapping[str, Any]],
    states: Mapping[Key, RowState],
    version: int,
) -> None:
    """Keep each scope's digest by what the entries take away and bring."""
    changes: dict[str, list[int]] = {}
    for entry in entries:
        entity, row_id, scope = entry["entity"], entry["row_id"], entry["scope"]
        change = changes.setdefault(scope, [0, 0])
        state = states.get((entity, row_id))
        if state is not None and scope in state.scopes:
            change[0] -= row_digest(entity, row_id, state.version)
            change[1] -= 1
        if entry["is_live"]:
            change[0] += row_digest(entity, row_id, version)
            change[1] += 1
    sums = read_sums(session, org, sorted(changes))
    rows = [
        {
            "org": org,
            "scope": scope,
            "version": version,
            "digest": (sums.get(scope, (0, 0))[0] + digest) % MODULUS,
            "rows": sums.get(scope, (0, 0))[1] + count,
        }
        for scope, (digest, count) in changes.items()
    ]
    upsert(session, SyncScope, rows)


def list_moved(session: Session, org: str, since: int) -> dict[str, int]:
    """Scopes with an entry at this version or above it, with their newest version."""
    found = session.connection().execute(_MOVED, {"org": org, "since": since}).all()
    return {scope: version for scope, version in found}


def read_sums(session: Session, org: str, scopes: list[str]) -> dict[str, tuple[int, int]]:
    """Digest and number of rows of each of these scopes that has ever held any."""
    found: dict[str, tuple[int, int]] = {}
    for start in range(0, len(scopes), CHUNK):
        query = select(SyncScope.scope, SyncScope.digest, SyncScope.rows).where(
            SyncScope.org == org, among(session, SyncScope.scope, scopes[start : start + CHUNK])
        )
        found |= {scope: (digest, rows) for scope, digest, rows in session.execute(query)}
    return found


def _next_state(
    org: str, key: Key, touch: Touch, state: RowState | None, version: int
) -> dict[str, Any]:
    other, fields = 0, {ALL_FIELDS: [version, touch.client_id]} if touch.is_merging else {}
    if state is not None:
        other = state.newest_by_others(touch.client_id)
        fields = dict(state.fields)
    fields |= {name: [version, touch.client_id] for name in touch.fields}
    return {
        "org": org,
        "entity": key[0],
        "row_id": key[1],
        "version": version,
        "client_id": touch.client_id,
        "other_version": other,
        "fields": fields,
        "scopes": sorted(touch.scopes),
        "op": render_op(key, touch.body, version),
    }


def render_op(key: Key, body: str | None, version: int) -> str:
    """What phones are told of a row: its body at its version, or that it is no more."""
    return del_op(*key) if body is None else put_op(*key, body, version)


def _by_entity(keys: list[Key]) -> list[tuple[str, list[str]]]:
    """Ids per entity, in chunks that every database takes in one IN list."""
    groups: dict[str, list[str]] = {}
    for entity, row_id in keys:
        groups.setdefault(entity, []).append(row_id)
    return [
        (entity, ids[start : start + CHUNK])
        for entity, ids in groups.items()
        for start in range(0, len(ids), CHUNK)
    ]
