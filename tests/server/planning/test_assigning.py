"""Who is proposed for a check, and why; due days spread over working days."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.planning.rules.assigning import Candidate, ranked
from server.planning.rules.plans import due_on, months_share, span_of, spread
from tests.builders.device import Device
from tests.builders.plans import a_task, asked


def someone(name: str, open_tasks: int = 0, near: int = 0, unit: str = "group") -> Candidate:
    return Candidate(name, name, unit, open_tasks, near)


def test_who_has_least_comes_first_and_a_way_that_is_made_anyway_is_worth_one() -> None:
    found = ranked([someone("a", 3, near=1), someone("b", 2), someone("c", 0)], "key", "hall")
    assert [(its.name, its.reasons) for its in found] == [
        ("c", ("least_load",)),
        ("a", ("on_the_way", "loaded")),
        ("b", ("loaded",)),
    ]


def test_a_spot_check_is_never_made_by_the_inspected() -> None:
    people = [someone("a", unit="hall"), someone("b", 9)]
    assert [its.name for its in ranked(people, "spot", "hall")] == ["b"]
    assert [its.name for its in ranked(people, "self", "hall")] == ["a", "b"]


def test_the_server_says_who_could_and_counts_what_they_have(head: Device) -> None:
    a_task(head)
    query = "site_id=hall&level=hq&form=spot&due_on=2026-05-08"
    found = asked(head, f"/api/tasks/candidates?{query}")["proposals"]
    assert {(its["user_id"], its["open_tasks"]) for its in found} == {
        ("hugo", 0),
        ("ines", 1),
        ("ivan", 0),
    }
    reasons = {its["user_id"]: its["reasons"] for its in found}
    assert reasons["ines"] == ["on_the_way", "loaded"]
    assert reasons["ivan"] == ["least_load"]
    assert head.http.get("/api/tasks/candidates?site_id=hall").status_code == 422


@pytest.mark.parametrize(
    ("kind", "period", "due"),
    [
        ("annual", "2026", "2026-01-31"),
        ("monthly", "2026-06", "2026-05-29"),  # 30 and 31 May are a weekend
        ("monthly", "2026-10", "2026-09-30"),
        ("monthly", "2026-11", "2026-10-30"),
        ("monthly", "2026-03", "2026-02-28"),  # a Saturday that is worked (调休)
        ("monthly", "2026-01", "2025-12-31"),
    ],
)
@pytest.mark.clause("W1-9(2)a")
def test_plans_are_due_by_the_official_calendar(kind: str, period: str, due: str) -> None:
    span = span_of(kind, period)  # pyright: ignore[reportArgumentType]
    found = due_on(kind, span, 131, 1)  # pyright: ignore[reportArgumentType]
    assert found.isoformat() == due


@settings(deadline=None, max_examples=30)
@given(times=st.integers(1, 366), month=st.integers(1, 12))
def test_a_years_checks_fall_into_its_months_without_loss(times: int, month: int) -> None:
    year = span_of("annual", "2026")
    months = [span_of("monthly", f"2026-{number:02d}") for number in range(1, 13)]
    assert sum(months_share(year, span, times) for span in months) == times
    days = spread(months[month - 1].first, months[month - 1].last, min(times, 31))
    assert days == sorted(days)
    assert len(days) == min(times, 31)
    assert days[-1] <= months[month - 1].last


def test_where_no_working_day_is_left_all_is_due_on_the_last_day() -> None:
    assert spread(date(2026, 5, 30), date(2026, 5, 31), 2) == [date(2026, 5, 31)] * 2
