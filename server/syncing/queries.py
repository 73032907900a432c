"""Syncing: reads of the ledger and of the index."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from server.core.feeds import Feeds
from server.core.replication import SyncIndex
from server.syncing.models import SyncResult
from sync.hub.ports import Key, Known, Position, Stored
from sync.hub.wire import Mutation, Result

CHUNK = 400


def find_known(
    session: Session, client_id: str, user_id: str, mutations: Iterable[Mutation]
) -> Known:
    """The ledger's rows for a batch: by this client's seqs, and by this user's uids and deps."""
    batch = list(mutations)
    seqs = [mutation.seq for mutation in batch]
    uids = {uid for mutation in batch for uid in (mutation.uid, *mutation.deps)}
    by_seq = select(SyncResult).where(SyncResult.client_id == client_id, SyncResult.seq.in_(seqs))
    by_uid = select(SyncResult).where(SyncResult.user_id == user_id, SyncResult.uid.in_(uids))
    first = {
        row.uid: _stored(row)
        for row in session.scalars(by_uid.order_by(SyncResult.stored_at.desc()))
        if row.result.get("code") != "uid-reused"
    }
    return Known(by_seq={row.seq: _stored(row) for row in session.scalars(by_seq)}, by_uid=first)


def list_results(session: Session, client_id: str, after_seq: int) -> list[Result]:
    query = (
        select(SyncResult.result)
        .where(SyncResult.client_id == client_id, SyncResult.seq > after_seq)
        .order_by(SyncResult.seq)
    )
    return [Result.model_validate(result) for result in session.scalars(query)]


def scan_index(
    session: Session, org: str, scopes: Iterable[str], after: Position, limit: int
) -> list[Position]:
    """Entries above a position in its order; a row in several scopes comes once."""
    columns = (SyncIndex.version, SyncIndex.entity, SyncIndex.row_id)
    query = (
        select(*columns)
        .where(
            SyncIndex.org == org,
            SyncIndex.scope.in_(list(scopes)),
            SyncIndex.version >= after[0],
            tuple_(*columns) > tuple_(*after),
        )
        .distinct()
        .order_by(*columns)
        .limit(limit)
    )
    return [(version, entity, row_id) for version, entity, row_id in session.execute(query)]


def find_visible(
    session: Session,
    org: str,
    feeds: Feeds,
    scopes: frozenset[str],
    positions: Iterable[Position],
) -> Mapping[Key, tuple[dict[str, Any], list[str]]]:
    """Current state and scopes of the rows that are live in one of the user's scopes."""
    by_entity: dict[str, set[str]] = {}
    for _, entity, row_id in positions:
        by_entity.setdefault(entity, set()).add(row_id)
    found: dict[Key, tuple[dict[str, Any], list[str]]] = {}
    for entity, ids in by_entity.items():
        live = _live_scopes(session, org, entity, sorted(ids), scopes)
        feed = feeds[entity]
        for row_id, row in feed.load(session, org, sorted(live)).items():
            found[entity, row_id] = (feed.encode(row), live[row_id])
    return found


def _live_scopes(
    session: Session, org: str, entity: str, ids: list[str], scopes: frozenset[str]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for start in range(0, len(ids), CHUNK):
        query = (
            select(SyncIndex.row_id, SyncIndex.scope)
            .where(
                SyncIndex.org == org,
                SyncIndex.entity == entity,
                SyncIndex.row_id.in_(ids[start : start + CHUNK]),
                SyncIndex.is_live,
            )
            .order_by(SyncIndex.scope)
        )
        for row_id, scope in session.execute(query):
            if scope in scopes:
                found.setdefault(row_id, []).append(scope)
    return found


def _stored(row: SyncResult) -> Stored:
    return Stored(Result.model_validate(row.result), row.content_hash)
