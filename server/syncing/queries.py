"""Syncing: reads of the ledger and of the index."""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    CompoundSelect,
    String,
    any_,
    bindparam,
    exists,
    func,
    null,
    or_,
    select,
    tuple_,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from server.core.db import among
from server.core.feeds import Feeds
from server.core.replication import SyncClock, SyncIndex, SyncRow
from server.syncing.models import SyncAttempt, SyncClient, SyncResult, SyncStray
from server.syncing.rules import DeviceUnknown, ParkedUnknown
from sync.hub.ports import Current, Found, Key, Known, Position, Stored
from sync.hub.wire import Mutation, Result

INDEX, ROWS = SyncIndex.__table__.c, SyncRow.__table__.c


def find_known(
    session: Session, client_id: str, user_id: str, mutations: Iterable[Mutation]
) -> Known:
    """The ledger's rows for a batch: by this client's seqs, and by this user's uids and deps."""
    batch = list(mutations)
    seqs = [mutation.seq for mutation in batch]
    uids = {uid for mutation in batch for uid in (mutation.uid, *mutation.deps)}
    mine = SyncResult.client_id == client_id
    by_seq = select(SyncResult).where(mine, among(session, SyncResult.seq, seqs))
    by_uid = select(SyncResult).where(
        SyncResult.user_id == user_id, among(session, SyncResult.uid, uids)
    )
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
) -> Found:
    """Entries above a position in its order, and the rows behind them."""
    version, entity, row_id = after
    place = {"version": version, "entity": entity, "row_id": row_id}
    bounds = {"org": org, "scopes": list(scopes), **place, "limit": limit}
    query = _scan_query(session.get_bind().dialect.name)
    positions: list[Position] = []
    rows: dict[Key, Current] = {}
    # Past the ORM, which would take longer over a thousand rows than the database does.
    for version, entity, row_id, live, body in session.connection().execute(query, bounds).all():
        if live is None:
            positions.append((version, entity, row_id))
        else:
            rows[entity, row_id] = (version, live, body)
    positions.sort()
    return Found(positions, rows)


@lru_cache
def _scan_query(dialect: str) -> CompoundSelect[Any]:
    """First the entries, whose `scopes` are null, then the rows of their ids.

    The rows are looked up by one sorted list of ids: a join, which goes down the tree anew for each
    entry, takes twice as long. PostgreSQL does so for an array alone. An id may be that of rows of
    several entities; who reads this takes those that the entries name.
    """
    scopes, place = bindparam("scopes", expanding=True), (INDEX.version, INDEX.entity, INDEX.row_id)
    after = tuple_(bindparam("version"), bindparam("entity"), bindparam("row_id"))
    is_postgres = dialect == "postgresql"
    entries = (
        select(*place)
        .where(
            INDEX.org == bindparam("org"),
            INDEX.scope == any_(bindparam("scopes", type_=ARRAY(String)))
            if is_postgres
            else INDEX.scope.in_(scopes),
            INDEX.version >= bindparam("version"),
            tuple_(*place) > after,
        )
        .order_by(*place)
        .limit(bindparam("limit"))
        .cte("entries")
    )
    ids = select(entries.c.row_id)
    listed = func.array(ids.scalar_subquery(), type_=ARRAY(String))
    is_named = ROWS.row_id == any_(listed) if is_postgres else ROWS.row_id.in_(ids)
    row = (ROWS.version, ROWS.entity, ROWS.row_id, ROWS.scopes, ROWS.body)
    nothing = (type_coerce(null(), ROWS.scopes.type), null())
    return union_all(
        select(*entries.c, *nothing), select(*row).where(ROWS.org == bindparam("org"), is_named)
    )


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


def read_clock(session: Session, org: str, client_id: str) -> tuple[SyncClock, SyncClient | None]:
    """The company's clock, and the device if it has been here before."""
    query = (
        select(SyncClock, SyncClient)
        .outerjoin(SyncClient, SyncClient.id == client_id)
        .where(SyncClock.org == org)
    )
    clock, client = session.execute(query).one()
    return clock, client


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


def list_settled(session: Session, client_id: str, seqs: Iterable[int]) -> list[Result]:
    """Results of mutations that a device holds for parked and that no longer are."""
    wanted = list(seqs)
    if not wanted:
        return []
    query = (
        select(SyncResult.result)
        .where(SyncResult.client_id == client_id, SyncResult.seq.in_(wanted))
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
