"""Hub: rendering. A page as JSON, whose rows are JSON already."""

import json

from sync.hub.pull import Page


def render_page(page: Page) -> bytes:
    """The page as UTF-8 JSON."""
    rest = page.response.model_dump_json(exclude={"ops"})
    ops = ",".join([*map(json.dumps, page.response.ops), *page.rows])
    return b"".join((b'{"ops":[', ops.encode(), b"],", rest[1:].encode()))
