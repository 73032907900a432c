"""The top-up list (补足清单): which sites first, how often, by when, with which checklist."""

from datetime import date, timedelta
from random import Random

import pytest

from server.quotas.rules.topup import (
    Candidate,
    Checklist,
    Reason,
    Suggestion,
    Weights,
    fitting,
    ranked,
    spread,
)

TODAY = date(2026, 5, 20)
WEIGHTS = Weights(never=1000, problem=40, failure=60, day=1, rest_days=14)


def site(name: str, days: int | None = 30, **changes: int | bool) -> Candidate:
    last = None if days is None else TODAY - timedelta(days=days)
    given = {"is_closed": False, "open_problems": 0, "failures": 0, **changes}
    return Candidate(site_id=name, last_checked_on=last, **given)  # type: ignore[arg-type]


def names(gap: int, *sites: Candidate) -> list[str]:
    return [its.site_id for its in ranked(sites, WEIGHTS, gap, TODAY)]


def test_never_checked_first_then_by_risk() -> None:
    found = names(
        4,
        site("old", 200),
        site("failing", 30, failures=4),
        site("never", None),
        site("open", 30, open_problems=5),
    )
    assert found == ["never", "failing", "open", "old"]


def test_ties_stay_in_one_order_however_they_come() -> None:
    sites = [site(name) for name in "abcdef"]
    Random(1).shuffle(sites)
    assert names(6, *sites) == list("abcdef")


def test_closed_sites_and_such_with_a_task_are_never_suggested() -> None:
    assert names(3, site("a", is_closed=True), site("b", has_task=True), site("c")) == ["c"]


@pytest.mark.parametrize(("days", "found"), [(13, ["b"]), (14, ["a", "b"])])
def test_sites_that_were_checked_lately_have_their_rest(days: int, found: list[str]) -> None:
    assert names(1, site("a", days, failures=9), site("b")) == found


def test_they_come_last_and_say_so_where_the_others_do_not_suffice() -> None:
    found = ranked([site("a", 2, failures=9), site("b")], WEIGHTS, 2, TODAY)
    assert [its.site_id for its in found] == ["b", "a"]
    assert found[1].reasons == (Reason("again", 1), Reason("failures", 9), Reason("days", 2))


def test_each_reason_is_told_with_its_number() -> None:
    found = ranked([site("a", 45, open_problems=3, failures=2)], WEIGHTS, 1, TODAY)
    reasons = (Reason("problems", 3), Reason("failures", 2), Reason("days", 45))
    assert found == [Suggestion("a", 3 * 40 + 2 * 60 + 45, reasons, 1)]


def test_after_a_year_waiting_longer_adds_nothing() -> None:
    one, two = ranked([site("a", 365), site("b", 9000)], WEIGHTS, 2, TODAY)
    assert one.score == two.score == 365


@pytest.mark.parametrize(
    ("gap", "times"), [(0, [0, 0, 0]), (1, [1, 0, 0]), (3, [1, 1, 1]), (8, [3, 3, 2])]
)
def test_checks_are_shared_out_in_turns_until_the_gap_is_closed(gap: int, times: list[int]) -> None:
    found = ranked([site("a"), site("b"), site("c")], WEIGHTS, gap, TODAY)
    assert [its.times for its in found] == times


def test_nothing_is_shared_out_where_there_is_no_site() -> None:
    assert ranked([], WEIGHTS, 3, TODAY) == []


@pytest.mark.parametrize(
    ("count", "days"),
    [(1, [29]), (2, [25, 29]), (3, [22, 27, 29]), (8, [20, 21, 22, 25, 26, 27, 28, 29])],
)
def test_due_days_spread_over_the_working_days_that_are_left(count: int, days: list[int]) -> None:
    month = "00000" + "11100" + "1111100" * 3
    assert [its.day for its in spread(count, date(2026, 5, 1), month, TODAY)] == days


def test_without_a_working_day_left_all_are_due_on_the_last_day() -> None:
    assert spread(2, date(2026, 5, 1), "1" * 19 + "0" * 12, TODAY) == [date(2026, 5, 31)] * 2


LISTS = (
    Checklist("w", "Window", "window", ["company", "hq"]),
    Checklist("d", "Door", "door", ["department", "company"]),
    Checklist("s", "Self", "self", ["team"]),
    Checklist("m", "Mystery", "mystery", ["company", "hq"]),
)


@pytest.mark.parametrize(
    ("level", "form", "kind", "found"),
    [
        ("team", "self", "window", "s"),
        ("department", "self", "door", "d"),
        ("department", "self", "window", None),
        ("company", "spot", "window", "w"),
        ("hq", "spot", "door", None),
        ("hq", "spot", "mystery", None),
    ],
)
def test_the_checklist_that_fits(level: str, form: str, kind: str, found: str | None) -> None:
    fits = fitting(LISTS, level, form, kind)
    assert (fits and fits.id) == found
