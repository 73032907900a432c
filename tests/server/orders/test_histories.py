"""Random histories of orders hold every rule, and catch each rule that is broken on purpose."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from server.core.problems import NotAllowed
from server.core.runtime import Runtime
from server.orders import rules
from server.orders.commands import delivery, escalation, issue, objecting, review, voiding
from tests.builders.histories.running import run_histories

FEW, MANY = 150, 800
Break = Callable[[pytest.MonkeyPatch], None]


def test_nothing_is_violated_in_a_hundred_and_fifty_histories(runtime: Runtime) -> None:
    judged = list(run_histories(runtime, FEW))
    assert len(judged) == FEW
    assert [its.told() for its in judged if its.violations] == []


def _refuse(*_: Any) -> None:
    raise NotAllowed


def _nothing(*_: Any, **__: Any) -> dict[str, Any]:
    return {}


BROKEN: Mapping[str, tuple[Break, str]] = {
    "who may not issue is refused instead of proposing": (
        lambda patch: patch.setattr(issue, "emit", _refuse),
        "order missing",
    ),
    "the order before goes on beside the orange one that took its place": (
        lambda patch: patch.setattr(escalation, "_end_predecessor", _nothing),
        "doubled",
    ),
    "a voided order keeps its problems open": (
        lambda patch: patch.setattr(voiding, "count_problems", _nothing),
        "count",
    ),
    "what a voided check had repeated is still a repetition": (
        lambda patch: patch.setattr(voiding.queries, "list_repetitions_at", _nothing),
        "cause",
    ),
    "what was struck out is still history and may be repeated": (
        lambda patch: patch.setattr(objecting, "disprove", _nothing),
        "strike",
    ),
    "what a struck finding had repeated is still a repetition": (
        lambda patch: patch.setattr(objecting, "judge_repetitions", _nothing),
        "cause",
    ),
    "a draft goes on asking for what was struck out": (
        lambda patch: patch.setattr(objecting, "_strike_from_drafts", _nothing),
        "strike",
    ),
    "an order ends before its objection is answered": (
        lambda patch: patch.setattr(review.objections, "check_none_open", _nothing),
        "objection",
    ),
    "what was said on the spot is forgotten at delivery": (
        lambda patch: patch.setattr(delivery, "open_noted", _nothing),
        "objection",
    ),
    "papers that are sent back are to be signed for anew": (
        lambda patch: patch.setitem(
            dict_of(rules.TRANSITIONS), ("feedback", "review_return"), "acknowledged"
        ),
        "table",
    ),
}


def dict_of(table: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    assert isinstance(table, dict)
    return table


@pytest.mark.long
@pytest.mark.parametrize("name", BROKEN)
def test_a_rule_that_is_broken_is_caught(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    break_it, kind = BROKEN[name]
    break_it(monkeypatch)
    found = (its for its in run_histories(runtime, MANY) if its.violations)
    caught = next(found, None)
    assert caught is not None, "no history has noticed"
    assert any(its.startswith(kind) for its in caught.violations), caught.told()
