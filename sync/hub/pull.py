"""Hub: pull. Pages of changes from the index; every scope goes through the same scan."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sync.hub.cursor import LAST_KEY, START, Cursor, oldest_unread, read_cursor, write_cursor
from sync.hub.digest import digest_text
from sync.hub.ports import Found, Position, PullSnapshot
from sync.hub.rendering import hidden, with_scopes
from sync.hub.wire import PullRequest, PullResponse, Reset


@dataclass(frozen=True)
class Page:
    """A page without its rows, and these as JSON: a thousand are joined, not made one by one."""

    response: PullResponse
    rows: list[bytes]

    def as_json(self) -> bytes:
        rest = self.response.model_dump_json(exclude={"ops"})
        drops = (json.dumps(op).encode() for op in self.response.ops)
        ops = b",".join((*drops, *self.rows))
        return b"".join((b'{"ops":[', ops, b"],", rest[1:].encode()))


@dataclass
class _Group:
    """Scopes that stand at the same position, and began at the same time to get there."""

    position: Position
    begun: int
    scopes: frozenset[str]
    is_done: bool = False


def pull(request: PullRequest, snapshot: PullSnapshot, now: Callable[[], datetime]) -> Page:
    """One page for this device; `more` says that another follows."""
    given = read_cursor(request.cursor) if request.cursor is not None else None
    snapshot.open(given.common if given else START, request.limit)
    cursor, reset = _starting_point(request, given, snapshot)
    groups = _group_by_position(cursor, snapshot)
    found = _scan(groups, snapshot, request.limit)
    page = PullResponse(
        ops=[("drop", scope) for scope in sorted(cursor.scopes - snapshot.scopes)],
        cursor=_written(_next_cursor(snapshot, groups), cursor, request.cursor),
        more=not all(group.is_done for group in groups),
        server_time=now(),
        reset=reset,
    )
    page = page if page.more else _closed(page, request, snapshot)
    return Page(page, [ops for some in found for ops in _render(some, snapshot)])


def _closed(page: PullResponse, request: PullRequest, snapshot: PullSnapshot) -> PullResponse:
    """The last page also tells what became of the device's own mutations (and the sums)."""
    last_seq, results = snapshot.list_results(request.parked)
    sums = snapshot.digest() if request.check else None
    digest = sums and {scope: digest_text(total) for scope, total in sums.items()}
    ending = {"last_seq": last_seq, "results": results, "digest": digest}
    place = {"epoch": snapshot.epoch, "version": snapshot.version}
    return page.model_copy(update={**place, **ending})


def _written(cursor: Cursor, given: Cursor, text: str | None) -> str:
    """The cursor as a text; the one that was given, where it has not moved."""
    return text if text is not None and cursor == given else write_cursor(cursor)


def _starting_point(
    request: PullRequest, cursor: Cursor | None, snapshot: PullSnapshot
) -> tuple[Cursor, Reset | None]:
    fresh = Cursor(snapshot.epoch, snapshot.schema, START, frozenset(), {})
    if request.cursor is None:
        return fresh, None
    reason = _reset_reason(cursor, snapshot)
    return (fresh, reason) if cursor is None or reason else (cursor, None)


def _reset_reason(cursor: Cursor | None, snapshot: PullSnapshot) -> Reset | None:
    """Why a device must read everything anew, if it must; a restored backup is behind it."""
    if cursor is None:
        return "view"
    ahead = any(position[0] > snapshot.version for position in cursor.positions)
    if cursor.epoch != snapshot.epoch or ahead:
        return "epoch"
    if cursor.schema != snapshot.schema:
        return "schema"
    return "horizon" if cursor.may_miss_before(snapshot.horizon) else None


def _group_by_position(cursor: Cursor, snapshot: PullSnapshot) -> list[_Group]:
    """Groups, the furthest behind first."""
    apart = (snapshot.scopes - cursor.scopes).union(cursor.later, cursor.begun)
    found = {(cursor.common, 0): set(snapshot.scopes - apart)}
    for scope in snapshot.scopes & apart:
        begun = cursor.begun.get(scope, 0) if scope in cursor.scopes else snapshot.version
        found.setdefault((cursor.position_of(scope), begun), set()).add(scope)
    return [_Group(*place, frozenset(found[place])) for place in sorted(found) if found[place]]


def _scan(groups: list[_Group], snapshot: PullSnapshot, limit: int) -> list[Found]:
    """Entries for one page; a group that has caught up stands at the snapshot's own version.

    Scopes in which nothing has moved since are not looked at: an idle pull costs next to nothing.
    """
    oldest = min((oldest_unread(group.position) for group in groups), default=0)
    moved: Mapping[str, int] = {}
    if oldest <= snapshot.version:
        moved = snapshot.list_moved(oldest)
    page: list[Found] = []
    room = limit
    for group in groups:
        if room <= 0:
            break
        behind = _behind(group, moved)
        found = snapshot.scan(behind, group.position, room) if behind else None
        group.is_done = found is None or not found.has_more
        group.position = (snapshot.version, LAST_KEY, "")
        if found is not None:
            page.append(found)
            room -= found.count
            group.position = found.last if found.has_more else group.position
    return page


def _behind(group: _Group, moved: Mapping[str, int]) -> list[str]:
    oldest = oldest_unread(group.position)
    return sorted(
        scope for scope, version in moved.items() if version >= oldest and scope in group.scopes
    )


def _render(found: Found, snapshot: PullSnapshot) -> list[bytes]:
    """Each row's current state as JSON ops; what this device may not see, or is no more, goes."""
    rendered: list[bytes] = []
    gone: list[str] = []
    for scopes, ops in found.bundles:
        if seen := tuple(scope for scope in scopes if scope in snapshot.scopes):
            rendered.append(with_scopes(ops, seen))
        else:
            gone += hidden(ops)
    return [*rendered, *(op.encode() for op in sorted(gone))]


def _next_cursor(snapshot: PullSnapshot, groups: list[_Group]) -> Cursor:
    """The largest group's position is the common one; the others are exceptions."""
    common = max(groups, key=lambda group: len(group.scopes)).position if groups else START
    later = {
        scope: group.position
        for group in groups
        for scope in group.scopes
        if group.position != common
    }
    begun = {
        scope: group.begun
        for group in groups
        for scope in group.scopes
        if group.begun and not group.is_done
    }
    return Cursor(snapshot.epoch, snapshot.schema, common, snapshot.scopes, later, begun)
