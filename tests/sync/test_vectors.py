"""Rules that live on both sides, tested from the files that the phone's tests read too."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server.catalogue.rules import Item
from server.orders.rules import OrderState, next_state
from server.quotas.rules import required
from server.visits.rules import Given, colour_of, missing_of, repeated_items, score_tenths

WIRE = Path(__file__).parents[2] / "sync" / "wire"


def cases(name: str) -> list[Any]:
    return json.loads((WIRE / f"{name}.json").read_text())


def name_of(case: Any) -> str:
    return case.get("name", "-")


def answers(case: Mapping[str, Any]) -> dict[str, Given]:
    return {code: Given(**given) for code, given in case["answers"].items()}


@pytest.mark.parametrize("case", cases("scoring"), ids=name_of)
def test_scoring(case: Any) -> None:
    items = [Item(**item) for item in case["items"]]
    assert score_tenths(items, answers(case)) == case["score_tenths"]


@pytest.mark.parametrize("case", cases("requirements"), ids=name_of)
def test_requirements(case: Any) -> None:
    given = Given(**case["given"]) if case["given"] else None
    assert missing_of(Item(**case["item"]), given) == case["missing"]


@pytest.mark.clause("Q1-4.1")
@pytest.mark.parametrize("case", cases("colour"), ids=name_of)
def test_colour(case: Any) -> None:
    items, given = [Item(**item) for item in case["items"]], answers(case)
    last_failed = {key: date.fromisoformat(day) for key, day in case["last_failed"].items()}
    on = date.fromisoformat(case["on"])
    assert colour_of(answer.result for answer in given.values()) == case["colour"]
    assert repeated_items(items, given, last_failed, on, case["months"]) == case["repeated"]


@pytest.mark.parametrize("case", cases("order_states"))
def test_order_states(case: Any) -> None:
    if case["refused"]:
        with pytest.raises(OrderState):
            next_state(case["state"], case["action"], case["colour"])
    else:
        assert next_state(case["state"], case["action"], case["colour"]) == case["next"]


@pytest.mark.clause("W1-12(1)a", "W1-12(1)b")
@pytest.mark.parametrize("case", cases("quota_required"))
def test_quota_required(case: Any) -> None:
    assert required(case["base"], case["ratio_ppm"]) == case["required"]
