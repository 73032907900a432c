"""Sealed facts as phones write them: the text, the key and the signature of sync/wire."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.evidence.adapters.facts import read_facts
from server.evidence.adapters.signatures import check_public_key, is_signed

WIRE = Path(__file__).parents[3] / "sync" / "wire" / "photo_seal.json"
CASES: list[dict[str, Any]] = json.loads(WIRE.read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_phones_text_is_read_and_its_signature_holds(case: dict[str, Any]) -> None:
    facts = read_facts(case["text"])
    told = {name: value for name, value in case["facts"].items() if name != "inspector"}
    read = facts.model_dump(mode="json", exclude={"v", "inspector", "taken_at"})
    assert read == {name: value for name, value in told.items() if name != "taken_at"}
    assert facts.taken_at.isoformat(timespec="milliseconds") == case["facts"]["taken_at"]
    check_public_key(case["public_key"], case["key_id"])
    assert is_signed(case["text"], case["signature"], case["public_key"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_one_changed_letter_breaks_the_signature(case: dict[str, Any]) -> None:
    changed = case["text"].replace("2026", "2025", 1)
    assert changed != case["text"]
    assert not is_signed(changed, case["signature"], case["public_key"])
