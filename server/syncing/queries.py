"""Syncing: reads of the ledger and of the index."""

import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import (
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Session

from server.core.db import among
from server.core.feeds import Feeds
from server.core.replication import SyncClock, SyncIndex, SyncRow
from server.syncing.models import SyncAttempt, SyncClient, SyncResult, SyncStray
from server.syncing.rules import DeviceUnknown, ParkedUnknown
from sync.hub.ports import Key, Stored
from sync.hub.wire import Result

INDEX, ROWS = SyncIndex.__table__.c, SyncRow.__table__.c


def find_by_seq(session: Session, client_id: str, seqs: Collection[int]) -> dict[int, Stored]:
    """What a client's ledger holds under these seqs."""
    if not seqs:
        return {}
    mine = (SyncResult.client_id == client_id, among(session, SyncResult.seq, seqs))
    return {row.seq: _stored(row) for row in session.scalars(select(SyncResult).where(*mine))}


def find_by_uid(session: Session, user_id: str, uids: Collection[str]) -> dict[str, Stored]:
    """What a user's ledger holds under these uids, whichever of his clients sent them first."""
    mine = (SyncResult.user_id == user_id, among(session, SyncResult.uid, uids))
    query = select(SyncResult).where(*mine).order_by(SyncResult.stored_at.desc())
    return {
        row.uid: _stored(row)
        for row in session.scalars(query)
        if row.result.get("code") != "uid-reused"
    }


def find_row(
    session: Session, feeds: Feeds, org: str, scopes: frozenset[str], key: Key
) -> dict[str, Any] | None:
    """One row as a person with these scopes may see it now; None where he may not."""
    entity, row_id = key
    feed = feeds.get(entity)
    row = feed.load(session, org, [row_id]).get(row_id) if feed else None
    if feed is None or row is None or scopes.isdisjoint(feed.scopes(row)):
        return None
    return json.loads(feed.encode(row))


def _stored(row: SyncResult) -> Stored:
    return Stored(Result.model_validate(row.result), row.content_hash)


def find_client(session: Session, org: str, client_id: str) -> SyncClient | None:
    return session.scalar(
        select(SyncClient).where(SyncClient.org == org, SyncClient.id == client_id)
    )


def get_client(session: Session, org: str, client_id: str) -> SyncClient:
    """The device, locked for a change of its state; DeviceUnknown where there is none."""
    query = select(SyncClient).where(SyncClient.org == org, SyncClient.id == client_id)
    client = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if client is None:
        raise DeviceUnknown
    return client


def list_clients(session: Session, org: str, user_id: str | None = None) -> list[SyncClient]:
    """Devices of the company, or of one person; the one that was here last comes first."""
    query = select(SyncClient).where(SyncClient.org == org)
    if user_id is not None:
        query = query.where(SyncClient.user_id == user_id)
    return list(session.scalars(query.order_by(SyncClient.last_seen_at.desc(), SyncClient.id)))


def list_revocations(session: Session, client_ids: Iterable[str]) -> dict[str, str]:
    """Those of these devices that are revoked, with `retired` or `lost`."""
    query = select(SyncClient.id, SyncClient.revoked_reason).where(
        SyncClient.id.in_(list(client_ids)), SyncClient.revoked_reason.is_not(None)
    )
    return {client_id: reason or "" for client_id, reason in session.execute(query)}


def list_parked(session: Session, org: str) -> list[tuple[SyncResult, str]]:
    """What waits for a repair, with the error on which it stumbled; each uid once, oldest first."""
    query = (
        select(SyncResult, SyncAttempt.error)
        .join(
            SyncAttempt,
            (SyncAttempt.user_id == SyncResult.user_id) & (SyncAttempt.uid == SyncResult.uid),
        )
        .where(SyncResult.org == org)
        .order_by(SyncResult.stored_at, SyncResult.client_id, SyncResult.seq)
    )
    found: dict[tuple[str, str], tuple[SyncResult, str]] = {}
    for row, error in session.execute(query):
        if row.result["status"] == "parked":
            found.setdefault((row.user_id, row.uid), (row, error))
    return list(found.values())


def get_parked(session: Session, org: str, client_id: str, seq: int) -> SyncResult:
    """A parked mutation; ParkedUnknown where there is none, or no longer."""
    row = session.get(SyncResult, (client_id, seq))
    if row is None or row.org != org or row.result["status"] != "parked":
        raise ParkedUnknown
    return row


def lock_parked(session: Session, org: str, client_id: str, seq: int) -> list[SyncResult]:
    """A parked mutation's rows, locked; the named one first, then where its uid was sent again."""
    named = get_parked(session, org, client_id, seq)
    query = (
        select(SyncResult)
        .where(SyncResult.user_id == named.user_id, SyncResult.uid == named.uid)
        .order_by(SyncResult.stored_at, SyncResult.client_id, SyncResult.seq)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = [row for row in session.scalars(query) if row.result["status"] == "parked"]
    if named not in rows:
        raise ParkedUnknown
    return [named, *(row for row in rows if row is not named)]


def list_settled(session: Session, client_id: str, seqs: Collection[int]) -> list[Result]:
    """Results of mutations that a device holds for parked and that no longer are."""
    query = (
        select(SyncResult.result)
        .where(SyncResult.client_id == client_id, SyncResult.seq.in_(list(seqs)))
        .order_by(SyncResult.seq)
    )
    results = [Result.model_validate(result) for result in session.scalars(query)]
    return [result for result in results if result.status != "parked"]


def list_strays(session: Session, org: str) -> list[SyncStray]:
    """What was not taken and has not come in another way since, oldest first."""
    is_known = exists().where(
        SyncResult.user_id == SyncStray.user_id, SyncResult.uid == SyncStray.uid
    )
    query = (
        select(SyncStray)
        .where(SyncStray.org == org, or_(SyncStray.why != "rights-removed", ~is_known))
        .order_by(SyncStray.received_at, SyncStray.client_id, SyncStray.seq)
    )
    return list(session.scalars(query))


def list_clocks(session: Session, orgs: Iterable[str]) -> dict[str, int]:
    """The version at which each company stands."""
    query = select(SyncClock.org, SyncClock.version).where(SyncClock.org.in_(list(orgs)))
    return {org: version for org, version in session.execute(query)}
