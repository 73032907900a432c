"""Audit: does what the index says agree with the rows? Finds SQL that went past the door.

It sees rows that were added, removed, changed or moved between audiences, versions and sums that do
not agree, and a journal that was touched.
Everything is streamed in chunks from the caller's one snapshot, so it may run beside the server.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, true, tuple_
from sqlalchemy.orm import Session

from server.core.db import CHUNK
from server.core.feeds import Feed, Feeds
from server.core.indexing import RowState, render_op, row_states
from server.core.journal import find_breaks
from server.core.replication import Key, SyncClock, SyncIndex, SyncRow, SyncScope, list_orgs
from sync.hub.digest import MODULUS, row_digest

Entry = tuple[str, str, str, int]


@dataclass(frozen=True)
class Difference:
    """Something that is not as it should be: where, and how."""

    place: str
    what: str


@dataclass
class _Sum:
    """What a scope's entries add up to."""

    version: int = 0
    digest: int = 0
    rows: int = 0

    def add(self, entity: str, row_id: str, version: int) -> None:
        self.version = max(self.version, version)
        self.digest = (self.digest + row_digest(entity, row_id, version)) % MODULUS
        self.rows += 1


def audit(session: Session, feeds: Feeds) -> Iterator[tuple[str, Difference]]:
    """Every company with each of its differences."""
    for org in list_orgs(session):
        for difference in find_differences(session, feeds, org):
            yield org, difference


def find_differences(session: Session, feeds: Feeds, org: str) -> Iterator[Difference]:
    """Everything in one company that does not agree, in the order in which it is found."""
    for number, reason in find_breaks(session, org):
        yield Difference(f"journal/{number}", reason)
    for _, feed in sorted(feeds.items()):
        yield from _compare_rows(session, feed, org)
    yield from _compare_entries(session, feeds, org)


def _compare_rows(session: Session, feed: Feed[Any], org: str) -> Iterator[Difference]:
    """Each row's scopes are those in which it is live, each at the row's own version."""
    query = select(feed.model).where(feed.model.org == org).execution_options(yield_per=CHUNK)
    for rows in session.scalars(query).partitions():
        wanted = {(feed.entity, row.id): set(feed.scopes(row)) for row in rows}
        live, states = _live_scopes(session, org, wanted), row_states(session, org, list(wanted))
        for key, scopes in wanted.items():
            yield from _compare_row(key, scopes, live[key], states.get(key))
        yield from _compare_bodies(session, feed, org, rows)


def _compare_bodies(
    session: Session, feed: Feed[Any], org: str, rows: Sequence[Any]
) -> Iterator[Difference]:
    """What phones are told of each row is what the row says."""
    mine = (SyncRow.org == org, SyncRow.entity == feed.entity)
    query = select(SyncRow.row_id, SyncRow.version, SyncRow.scopes, SyncRow.op)
    ids = [row.id for row in rows]
    found = session.execute(query.where(*mine, SyncRow.row_id.in_(ids)))
    told = {row_id: (version, scopes, op) for row_id, version, scopes, op in found}
    for row in rows:
        if row.id not in told:
            continue
        version, *rest = told[row.id]
        scopes, key = tuple(sorted(feed.scopes(row))), (feed.entity, row.id)
        op = render_op(key, feed.encode(row) if scopes else None, version)
        if rest != [scopes, op]:
            yield Difference(f"{feed.entity}/{row.id}", "phones are told something else")


def _live_scopes(
    session: Session, org: str, wanted: Mapping[Key, set[str]]
) -> dict[Key, dict[str, int]]:
    """Those of the wanted scopes in which each row is live, with its version there."""
    found: dict[Key, dict[str, int]] = {key: {} for key in wanted}
    places = [(scope, *key) for key, scopes in wanted.items() for scope in scopes]
    columns = (SyncIndex.scope, SyncIndex.entity, SyncIndex.row_id)
    query = select(*columns, SyncIndex.version).where(SyncIndex.org == org, SyncIndex.is_live)
    for start in range(0, len(places), CHUNK):
        these = query.where(tuple_(*columns).in_(places[start : start + CHUNK]))
        for scope, entity, row_id, version in session.execute(these):
            found[entity, row_id][scope] = version
    return found


def _compare_row(
    key: Key, wanted: set[str], live: Mapping[str, int], state: RowState | None
) -> Iterator[Difference]:
    place, version = "/".join(key), state.version if state else None
    for scope in sorted(wanted - live.keys()):
        yield Difference(place, f"missing from {scope}")
    for scope, shown in sorted(live.items()):
        if shown != version:
            yield Difference(place, f"version {shown} in {scope}, {version} of its own")


def _compare_entries(session: Session, feeds: Feeds, org: str) -> Iterator[Difference]:
    """Each live entry has a row behind it, and each scope's sums are those of its entries."""
    clock = session.get_one(SyncClock, org).version
    sums: dict[str, _Sum] = {}
    for entries in _live_entries(session, org):
        for scope, entity, row_id, version in entries:
            sums.setdefault(scope, _Sum()).add(entity, row_id, version)
            if version > clock:
                yield Difference(f"{entity}/{row_id}", f"version {version} is ahead of the clock")
        yield from _find_orphans(session, feeds, org, entries)
    yield from _compare_sums(session, org, sums)


def _live_entries(session: Session, org: str) -> Iterator[list[Entry]]:
    query = (
        select(SyncIndex.scope, SyncIndex.entity, SyncIndex.row_id, SyncIndex.version)
        .where(SyncIndex.org == org, SyncIndex.is_live == true())
        .execution_options(yield_per=CHUNK)
    )
    for entries in session.execute(query).partitions():
        yield list(entries)


def _find_orphans(
    session: Session, feeds: Feeds, org: str, entries: list[Entry]
) -> Iterator[Difference]:
    """Entries behind which there is no row, or one that is no longer there for this scope."""
    by_entity: dict[str, dict[str, list[str]]] = {}
    for scope, entity, row_id, _ in entries:
        by_entity.setdefault(entity, {}).setdefault(row_id, []).append(scope)
    for entity, scopes in sorted(by_entity.items()):
        feed = feeds.get(entity)
        rows = feed.load(session, org, sorted(scopes)) if feed else {}
        for row_id in sorted(scopes):
            place, row = f"{entity}/{row_id}", rows.get(row_id)
            if feed is None or row is None:
                yield Difference(place, "in the index, but there is no such row")
            else:
                stale = sorted(set(scopes[row_id]) - set(feed.scopes(row)))
                yield from (Difference(place, f"still {scope}") for scope in stale)
        session.expunge_all()


def _compare_sums(session: Session, org: str, sums: dict[str, _Sum]) -> Iterator[Difference]:
    for kept in session.scalars(select(SyncScope).where(SyncScope.org == org)):
        found = sums.pop(kept.scope, _Sum())
        if (kept.digest, kept.rows) != (found.digest, found.rows):
            yield Difference(kept.scope, f"{kept.rows} rows by its sums, {found.rows} by the index")
        if kept.version < found.version:
            yield Difference(
                kept.scope, f"version {kept.version}, but {found.version} by the index"
            )
    for scope in sorted(sums):
        yield Difference(scope, "has rows, but no sums are kept of it")
