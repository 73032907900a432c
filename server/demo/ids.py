"""Demo: ids and words that stay the same in every filling."""

import uuid

ORG = "demo"
_SPACE = uuid.UUID("6f1d4f1e-0c1c-4a54-9f5e-5d9b8b1f2026")


def demo_id(*parts: object) -> str:
    """A stable UUID for something of the demo, by what it is called there."""
    return str(uuid.uuid5(_SPACE, "/".join(str(part) for part in parts)))


def unit_id(code: str) -> str:
    return demo_id("unit", code)


def site_id(code: str) -> str:
    return demo_id("site", code)


def user_id(login: str) -> str:
    return demo_id("user", login)


def template_id(code: str) -> str:
    return demo_id("template", code, 1)
