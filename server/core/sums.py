"""Sums: each scope's newest version, its digest and its number of live rows."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from server.core.bulk import upsert
from server.core.db import CHUNK, among
from server.core.replication import Key, SyncScope
from sync.hub.digest import MODULUS, row_digest

# Put together once, since every pull that brings something asks so.
_MOVED = select(SyncScope.scope, SyncScope.version).where(
    SyncScope.org == bindparam("org"), SyncScope.version >= bindparam("since")
)


class Before(Protocol):
    """What a row was: its version, and the scopes that held it."""

    @property
    def version(self) -> int: ...

    @property
    def scopes(self) -> tuple[str, ...]: ...


def add_up(
    session: Session,
    org: str,
    entries: Iterable[Mapping[str, Any]],
    states: Mapping[Key, Before],
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
