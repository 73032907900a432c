"""Rules that live on both sides, tested from the files that the phone's tests read too."""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from server.catalogue.rules.checklists import Item
from server.core.problems import Problem
from server.orders.rules import OrderState, next_state
from server.orders.rules.extensions import check_wanted, day_to_extend, latest_day
from server.orders.rules.objections import check_objection
from server.orders.rules.verdicts import is_open, needs_answer, verdict_of
from server.quotas.rules import pace
from server.quotas.rules.sizing import required
from server.visits.rules import Given, colour_of, missing_of, repeated_items, score_tenths

WIRE = Path(__file__).parents[2] / "sync" / "wire"


def cases(name: str) -> Any:
    return json.loads((WIRE / f"{name}.json").read_text())


def name_of(case: Any) -> str:
    return case.get("name", "-")


def instant(text: str | None) -> Any:
    return text and datetime.fromisoformat(text)


@contextmanager
def refused_as(slug: str | None) -> Generator[None]:
    """Refused with this slug, or not at all."""
    if slug is None:
        yield
        return
    with pytest.raises(Problem) as refusal:
        yield
    assert refusal.value.slug == slug


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


@pytest.mark.parametrize("case", cases("objection"), ids=name_of)
def test_objection(case: Any) -> None:
    now, ends_at = instant(case["now"]), instant(case["ends_at"])
    with refused_as(case["refused"]):
        check_objection(case["state"], case["objection_state"], ends_at, now)


@pytest.mark.parametrize("case", cases("extension")["ask"], ids=name_of)
def test_asking_for_an_extension(case: Any) -> None:
    order = (case["colour"], case["state"], case["extension_state"])
    with refused_as(case["refused"]):
        day = day_to_extend(*order, instant(case["due_at"]), instant(case["now"]))
        assert day.isoformat() == case["due_on"]


@pytest.mark.parametrize("case", cases("extension")["day"], ids=name_of)
def test_the_day_of_an_extension(case: Any) -> None:
    began, due, wanted = (
        date.fromisoformat(case[name]) for name in ("began_on", "due_on", "wanted_on")
    )
    assert latest_day(began, due).isoformat() == case["latest"]
    with refused_as(case["refused"]):
        check_wanted(began, due, wanted)


@pytest.mark.parametrize("case", cases("verdicts")["order"])
def test_the_verdict_on_an_order(case: Any) -> None:
    assert verdict_of(case["verdicts"]) == case["order"]


@pytest.mark.parametrize("case", cases("verdicts")["matter"])
def test_how_a_matter_stands(case: Any) -> None:
    is_struck, is_mended, verdict = case["is_struck"], case["is_mended"], case["verdict"]
    assert is_open(is_struck, verdict) == case["is_open"]
    assert needs_answer(is_struck, is_mended, verdict) == case["needs_answer"]


@pytest.mark.clause("W1-12(1)a", "W1-12(1)b")
@pytest.mark.parametrize("case", cases("quota_required"))
def test_quota_required(case: Any) -> None:
    assert required(case["base"], case["ratio_ppm"]) == case["required"]


@pytest.mark.parametrize("case", cases("quota_pace"), ids=name_of)
def test_quota_pace(case: Any) -> None:
    standing = pace.stand(
        case["required"],
        case["done"],
        is_known=case["is_known"],
        starts_on=date.fromisoformat(case["starts_on"]),
        workdays=case["workdays"],
        today=date.fromisoformat(case["today"]),
    )
    assert vars(standing) == case["standing"]
