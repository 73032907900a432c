"""What makes a matter key by itself: the phone judges by the same examples (sync/wire)."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.catalogue.rules.matters import KeyLists, KeyMark, Origin, key_mark

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "sync/wire/matter_key.json").read_text()
)


@pytest.mark.clause("W1-10(2).1", "W1-10(2).2")
@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_the_mark_is_that_of_the_vector(vector: dict[str, Any]) -> None:
    expected = KeyMark(**vector["expected"]) if vector["expected"] else None
    assert key_mark(Origin(**vector["origin"]), KeyLists(**vector["lists"])) == expected
