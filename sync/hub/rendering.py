"""Hub: rendering. Ops and pages as JSON; a row's op is made once, when the row is written."""

import json
from functools import lru_cache
from typing import Any

# Stands in a stored op for the row's scopes, since a device is told only those of its own. No JSON
# holds such a character unless it is escaped.
SCOPES_MARK = "\x01"
MARK = SCOPES_MARK.encode()


def put_op(entity: str, row_id: str, body: str, version: int) -> str:
    """A row that lives, with its body as JSON; its scopes are filled in for each device."""
    return f'["put",{json.dumps(entity)},{json.dumps(row_id)},{body},{SCOPES_MARK},{version}]'


def del_op(entity: str, row_id: str) -> str:
    """A row that is no more, or no longer this device's to see."""
    return f'["del",{json.dumps(entity)},{json.dumps(row_id)}]'


def with_scopes(ops: bytes, scopes: tuple[str, ...]) -> bytes:
    """Joined ops as a device that sees the rows by these scopes gets them."""
    return ops.replace(MARK, _listed(scopes))


@lru_cache(maxsize=4096)
def _listed(scopes: tuple[str, ...]) -> bytes:
    return json.dumps(scopes).encode()


def hidden(ops: bytes) -> list[str]:
    """Joined ops as a device gets them that may not see the rows: each is taken away."""
    read: list[list[Any]] = json.loads(b"[" + ops.replace(MARK, b"null") + b"]")
    return [del_op(entity, row_id) for _, entity, row_id, *_ in read]
