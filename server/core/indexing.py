"""Indexing: what a unit of work tells the index, and what the index knows of rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.bulk import upsert
from server.core.db import CHUNK, among
from server.core.replication import ALL_FIELDS, Key, SyncIndex, SyncRow
from server.core.sums import add_up
from sync.hub.rendering import del_op, put_op


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


@dataclass
class Touch:
    """A row that this unit of work changed: by whom, which fields, for whom now, and as what."""

    client_id: str
    fields: set[str]
    is_merging: bool = False
    scopes: frozenset[str] = frozenset()
    body: str | None = None


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
    add_up(session, org, entries, states, version)


def _before(states: Mapping[Key, RowState], key: Key) -> tuple[str, ...]:
    state = states.get(key)
    return state.scopes if state else ()


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
