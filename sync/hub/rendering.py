"""Hub: rendering. A page of rows as JSON, whose bodies are JSON already."""

import json
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted

from sync.hub.wire import Op, PullResponse


def render_page(page: PullResponse) -> bytes:
    """The page as UTF-8 JSON; a thousand bodies are joined, not parsed and written again."""
    rest = page.model_dump_json(exclude={"ops"})
    ops = ",".join([_render_op(op) for op in page.ops]).encode()
    return b"".join((b'{"ops":[', ops, b"],", rest[1:].encode()))


def _render_op(op: Op) -> str:
    if op[0] != "put":
        return json.dumps(op)
    _, entity, row_id, body, scopes, version = op
    return f'["put","{entity}",{quoted(row_id)},{body},{_render_scopes(scopes)},{version}]'


@lru_cache(maxsize=4096)
def _render_scopes(scopes: tuple[str, ...]) -> str:
    return json.dumps(scopes)
