"""Hub: the opaque cursor. One common position, plus exceptions for scopes that came later."""

import base64
import json
import zlib
from dataclasses import dataclass, field

from sync.hub.ports import Position

START: Position = (0, "", "")
LAST_KEY = "\uffff"


@dataclass(frozen=True)
class Cursor:
    """How far a device has read. `later` holds the scopes that have not caught up yet.

    `begun`: of each scope that is still being read from the start, the clock when that began.
    """

    epoch: str
    schema: str
    common: Position
    scopes: frozenset[str]
    later: dict[str, Position]
    begun: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def positions(self) -> list[Position]:
        """Every position at which some scope stands."""
        return [self.common, *self.later.values()]

    def position_of(self, scope: str) -> Position:
        if scope not in self.scopes:
            return START
        return self.later.get(scope, self.common)

    def may_miss_before(self, horizon: int) -> bool:
        """Whether a tombstone up to this version is unread. Who began later never had its row."""
        end = (horizon, LAST_KEY, "")
        return min(self.positions) < end and any(
            START < self.position_of(scope) < end and self.begun.get(scope, 0) < horizon
            for scope in self.scopes
        )


def oldest_unread(position: Position) -> int:
    """The oldest version of which not everything up to this position is read."""
    version, entity, _ = position
    return version + 1 if entity == LAST_KEY else version


def write_cursor(cursor: Cursor) -> str:
    later = sorted((scope, *position) for scope, position in cursor.later.items())
    begun = sorted(cursor.begun.items())
    content = [cursor.epoch, cursor.schema, cursor.common, sorted(cursor.scopes), later, begun]
    packed = zlib.compress(json.dumps(content, ensure_ascii=False).encode())
    return base64.urlsafe_b64encode(packed).decode()


def read_cursor(text: str) -> Cursor | None:
    """The cursor, or None where the text is none of ours: the device then starts anew."""
    try:
        packed = base64.urlsafe_b64decode(text.encode())
        epoch, schema, common, scopes, later, begun = json.loads(zlib.decompress(packed))
        return Cursor(
            epoch=str(epoch),
            schema=str(schema),
            common=_position(common),
            scopes=frozenset(map(str, scopes)),
            later={str(scope): _position(position) for scope, *position in later},
            begun={str(scope): int(version) for scope, version in begun},
        )
    except (ValueError, TypeError, zlib.error):
        return None


def _position(parts: list[object]) -> Position:
    version, entity, row_id = parts
    return int(str(version)), str(entity), str(row_id)
