"""The wire's shapes and the protocol's version move together."""

import hashlib
import json
import re
from pathlib import Path

from pydantic import BaseModel

from sync.hub.wire import PROTOCOL, PullRequest, PullResponse, PushRequest, PushResponse

TEXT = (Path(__file__).parents[2] / "sync" / "PROTOCOL.md").read_text()
SHAPES: tuple[type[BaseModel], ...] = (PushRequest, PushResponse, PullRequest, PullResponse)


def shapes_hash() -> str:
    """The first 16 hex digits of the SHA-256 of the shapes, without their prose."""
    schemas = [shape.model_json_schema() for shape in SHAPES]
    text = re.sub(r'"description": "[^"]*",? ?', "", json.dumps(schemas, sort_keys=True))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_the_newest_version_in_the_history_has_the_hash_of_the_shapes() -> None:
    rows = re.findall(r"^\| (\d+) \| ([0-9a-f]{16}) \|", TEXT, re.MULTILINE)
    assert rows[-1] == (str(PROTOCOL), shapes_hash())
