"""The wire's shapes and the protocol's version move together."""

import hashlib
import json
import re
from pathlib import Path

from pydantic import BaseModel

from server.syncing.registry import build_wiring
from sync.hub.wire import PROTOCOL, PullRequest, PullResponse, PushRequest, PushResponse

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "sync" / "PROTOCOL.md").read_text()
SHAPES: tuple[type[BaseModel], ...] = (PushRequest, PushResponse, PullRequest, PullResponse)


def shapes_hash() -> str:
    """The first 16 hex digits of the SHA-256 of the shapes, without their prose."""
    schemas = [shape.model_json_schema() for shape in SHAPES]
    text = re.sub(r'"description": "[^"]*",? ?', "", json.dumps(schemas, sort_keys=True))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_the_newest_version_in_the_history_has_the_hash_of_the_shapes() -> None:
    rows = re.findall(r"^\| (\d+) \| ([0-9a-f]{16}) \|", TEXT, re.MULTILINE)
    assert rows[-1] == (str(PROTOCOL), shapes_hash())


def test_phones_send_the_version_of_each_command_that_the_registry_has() -> None:
    text = (ROOT / "pwa/src/api/commands.ts").read_text()
    block = re.search(r"COMMAND_VERSIONS.*?= \{(.*?)\};", text, re.DOTALL)
    assert block is not None
    told = {name: int(v) for name, v in re.findall(r"'([a-z_.]+)': (\d+)", block[1])}
    commands = build_wiring().commands
    assert told == {name: spec.version for name, spec in commands.items() if spec.version > 1}
