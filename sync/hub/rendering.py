"""Hub: rendering. A page of rows as JSON, whose bodies are JSON already."""

import json

from sync.hub.wire import Op, PullResponse


class RawJson(str):
    """Text that goes into the answer as it is."""

    __slots__ = ()


def render_page(page: PullResponse) -> bytes:
    """The page as UTF-8 JSON; a thousand bodies are joined, not parsed and written again."""
    rest = page.model_dump_json(exclude={"ops"})
    ops = ",".join(_render_op(op) for op in page.ops)
    return f'{{"ops":[{ops}],{rest[1:]}'.encode()


def _render_op(op: Op) -> str:
    parts = (part if isinstance(part, RawJson) else json.dumps(part) for part in op)
    return f"[{','.join(parts)}]"
