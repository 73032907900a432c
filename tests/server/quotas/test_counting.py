"""Quotas: which checks count for what, and why others do not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from server.quotas.rules.counting import (
    Check,
    Count,
    Options,
    Place,
    counts_of,
    why_not,
)
from server.quotas.rules.matters import why_not as why_no_matter

DAY = date(2026, 5, 6)
TEAM = Place("team", ("hq", "branch", "office", "team"), "office", "branch")
OTHER_TEAM = Place("other", ("hq", "branch", "office", "other"), "office", "branch")
FAR_TEAM = Place("far", ("hq", "branch", "works", "far"), "works", "branch")
OFFICE = Place("office", ("hq", "branch", "office"), "office", "branch")
BRANCH = Place("branch", ("hq", "branch"), None, "branch")
GROUP = Place("group", ("hq", "group"), "group", None)
HOTLINE = Place("line", ("hq", "line-office", "line"), "line-office", None)

TEAM_COUNT = Count("team_self", "team", "2026-05")
OFFICE_COUNT = Count("department_self", "office", "2026-05")
BRANCH_COUNT = Count("branch_spot", "branch", "2026-05")
HQ_COUNTS = [Count("hq_division", "branch", "2026"), Count("hq_unit", "team", "2026")]


def check(level: str, form: str, inspector: Place = GROUP, **changes: Any) -> Check:
    return replace(Check(level, form, TEAM, inspector, DAY), **changes)


@pytest.mark.clause("W1-12(1)a", "W1-12(1)b", "C1-7(1).2a", "C1-7(1).2b")
@pytest.mark.parametrize(
    ("given", "counts"),
    [
        (check("team", "self", TEAM), [TEAM_COUNT]),
        (check("team", "self", OTHER_TEAM), []),
        (check("team", "self", OFFICE), []),
        (check("department", "self", OFFICE), [OFFICE_COUNT]),
        (check("department", "self", OTHER_TEAM), [OFFICE_COUNT]),
        (check("department", "self", FAR_TEAM), []),
        (check("department", "self", BRANCH), []),
        (check("company", "self", TEAM), []),
        (check("company", "spot", BRANCH), [BRANCH_COUNT]),
        (check("company", "spot", OTHER_TEAM), [BRANCH_COUNT]),
        (check("company", "spot", TEAM), []),
        (check("company", "spot", OFFICE, unit=OFFICE), []),
        (check("company", "spot", TEAM, unit=OFFICE), []),
        (check("company", "spot", GROUP, unit=HOTLINE), []),
        (check("hq", "spot"), HQ_COUNTS),
        (check("hq", "spot", unit=HOTLINE), [Count("hq_unit", "line", "2026")]),
        (check("hq", "spot", TEAM), []),
        (check("team", "spot", OTHER_TEAM), []),
        (check("company", "key", BRANCH), []),
        (check("hq", "key"), []),
        (check("hq", "mystery"), [Count("mystery", "hq", "2026", "2026-05")]),
        (check("team", "self", TEAM, state="voided"), []),
        (check("team", "self", TEAM, state="open"), []),
        (check("team", "self", TEAM, is_complete=False), []),
    ],
)
def test_what_a_check_counts_for(given: Check, counts: list[Count]) -> None:
    assert counts_of(given) == counts


def test_no_check_counts_twice_for_the_same_regulation() -> None:
    levels, forms = ("team", "department", "company", "hq"), ("self", "spot", "key", "mystery")
    for options in (Options(), Options(are_levels_together=True, does_key_fill=True)):
        for level in levels:
            for form in forms:
                for inspector in (TEAM, OFFICE, BRANCH, GROUP):
                    kinds = [its.kind for its in counts_of(check(level, form, inspector), options)]
                    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize(
    ("given", "options", "counts"),
    [
        (
            check("team", "self", TEAM),
            Options(is_quarterly=True),
            [Count("team_self", "team", "2026-Q2")],
        ),
        (
            check("team", "self", TEAM),
            Options(are_levels_together=True),
            [TEAM_COUNT, OFFICE_COUNT],
        ),
        (check("team", "self", OTHER_TEAM), Options(are_levels_together=True), []),
        (check("company", "key", BRANCH), Options(does_key_fill=True), [BRANCH_COUNT]),
        (check("hq", "key"), Options(does_key_fill=True), HQ_COUNTS),
        (check("company", "spot", BRANCH), Options(is_quarterly=True), [BRANCH_COUNT]),
    ],
)
def test_what_a_company_may_choose_otherwise(
    given: Check, options: Options, counts: list[Count]
) -> None:
    assert counts_of(given, options) == counts


@pytest.mark.parametrize(
    ("kind", "unit_id", "given", "reason"),
    [
        ("team_self", "team", check("team", "self", TEAM), ""),
        ("team_self", "team", check("team", "self", TEAM, state="voided"), "voided"),
        ("team_self", "team", check("team", "self", TEAM, state="open"), "open"),
        ("team_self", "team", check("team", "self", TEAM, is_complete=False), "photos"),
        ("team_self", "team", check("department", "self", OFFICE), "level"),
        ("team_self", "team", check("company", "spot", BRANCH), "form"),
        ("team_self", "team", check("team", "self", OTHER_TEAM), "other_unit"),
        ("department_self", "office", check("department", "self", FAR_TEAM), "other_unit"),
        ("branch_spot", "branch", check("company", "spot", TEAM), "inspected"),
        ("branch_spot", "branch", check("company", "key", BRANCH), "key"),
        ("branch_spot", "branch", check("hq", "spot"), "level"),
        ("mystery", "hq", check("hq", "spot"), "form"),
    ],
)
def test_why_a_check_does_not_count(kind: str, unit_id: str, given: Check, reason: str) -> None:
    assert why_not(kind, unit_id, given) == reason


@pytest.mark.clause("W1-12(2)a")
@pytest.mark.parametrize(
    ("state", "visits", "reason"),
    [
        ("open", [], "uncovered"),
        ("waiver", [], "uncovered"),
        ("open", ["v1"], ""),
        ("waiver", ["v1"], ""),
        ("closed", [], ""),
        ("waived", ["v1"], "waived"),
    ],
)
def test_a_key_matter_is_done_once_it_is_covered_or_closed(
    state: str, visits: list[str], reason: str
) -> None:
    assert why_no_matter(state, visits) == reason
