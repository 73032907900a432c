"""Cells, units, months, and how far a number may be from the months around it."""

from datetime import date, datetime, time
from typing import Any

import pytest

from server.planning.rules import cells, plausible
from server.planning.rules.cells import CellMistake
from server.planning.rules.directory import Directory, NamedUnit, check_open_in, check_open_on
from server.planning.rules.files import places_of
from server.planning.rules.imports import size_after
from server.planning.rules.lists import CASES, CUSTOMERS, SERVICES
from server.planning.rules.periods import months_before

TODAY = date(2026, 5, 6)


def reason_of(work: Any, *given: Any, **more: Any) -> str:
    with pytest.raises(CellMistake) as refused:
        work(*given, **more)
    return refused.value.reason


@pytest.mark.clause("W1-12(1)a", "W1-12(1)b")
@pytest.mark.parametrize(
    ("cell", "number"),
    [
        *((0, 0), ("0", 0), ("1", 1), (33_334.0, 33_334), ("412,600", 412_600), (" 7 ", 7)),
        *(("2000000000", 2_000_000_000), ("1，234", 1_234)),
    ],
)
def test_a_count_is_a_whole_number_from_nothing_on(cell: Any, number: int) -> None:
    assert cells.read_count(cell) == number


@pytest.mark.clause("W1-12(1)a", "W1-12(1)b")
@pytest.mark.parametrize(
    ("cell", "said"),
    [
        *(("-1", "负数"), (-5.0, "负数"), ("-1.5", "负数"), ("1.5", "小数"), (0.5, "小数")),
        *(("+3", "正号"), ("三百", "不是数字"), ("1e3", "不是数字"), ("=1+1", "不是数字")),
        *((True, "不是数字"), ("2000000001", "超过"), ("1,2", "小数")),
    ],
)
def test_other_counts_are_refused_in_words(cell: Any, said: str) -> None:
    assert said in reason_of(cells.read_count, cell)


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-05-06", "2026/5/6", "2026.5.6", "2026年5月6日", "20260506", " 2026-05-06 "),
        *(
            "2026-05-06 10:33",
            "2026-05-06T10:33:00",
            date(2026, 5, 6),
            datetime.combine(TODAY, time(23, 59)),
        ),
    ],
)
def test_a_day_is_read_in_the_ways_that_people_write_it(cell: Any) -> None:
    assert cells.read_day(cell, TODAY) == TODAY


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        *(("2026-05-07", "还没有到"), ("2026-02-30", "有效"), ("6/5/2026", "有效")),
        *(("46148", "有效"), ("昨天", "有效"), ("1999-12-31", "早于")),
    ],
)
def test_other_days_are_refused_in_words(cell: str, said: str) -> None:
    assert said in reason_of(cells.read_day, cell, TODAY)


@pytest.mark.parametrize(
    "cell", ["2026-05", "2026-5", "2026年5月", "2026/05", "202605", date(2026, 5, 1)]
)
def test_a_month_is_read_in_the_ways_that_people_write_it(cell: Any) -> None:
    assert cells.read_month(cell, TODAY) == "2026-05"


@pytest.mark.parametrize(
    ("cell", "is_snapshot", "said"),
    [
        ("2026-06", False, "还没有到"),
        ("2026-05", True, "月末"),
        *(
            (text, False, "按月拆")
            for text in ("2026-04至2026-05", "2026年1-3月", "二季度", "2026")
        ),
        ("2026-13", False, "按月拆"),
    ],
)
def test_months_to_come_and_periods_that_overlap_are_refused(
    cell: str, is_snapshot: bool, said: str
) -> None:
    assert said in reason_of(cells.read_month, cell, TODAY, is_snapshot=is_snapshot)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-0012", "@here", '=HYPERLINK("http://x")'])
def test_what_looks_like_a_formula_is_a_text(text: str) -> None:
    assert cells.read_reference(text) == cells.read_text(text) == text


def test_a_long_number_that_excel_has_cut_is_refused() -> None:
    assert cells.read_reference(123_456_789_012_345.0) == "123456789012345"
    assert "15 位" in reason_of(cells.read_reference, 1_234_567_890_123_456.0)


def test_channels_are_known_by_their_names_alone() -> None:
    assert [cells.read_channel(text) for text in ("政务", "网办", "web")] == [
        *("government", "web", "web"),
    ]
    assert "政务" in reason_of(cells.read_channel, "微信")


UNITS = (
    NamedUnit("t1", "T01", "望溪安检一班", "team"),
    NamedUnit("t2", "T02", "同名班", "team"),
    NamedUnit("t3", "T03", "同名班", "team"),
    NamedUnit("b1", "B01", "望溪分公司", "branch"),
)


@pytest.mark.parametrize("text", ["望溪安检一班", " 望溪安检一班 ", "t01", "Ｔ０１"])
def test_a_unit_is_found_by_name_and_by_code(text: str) -> None:
    assert Directory(UNITS, frozenset({"team"})).find(text).id == "t1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("同名班", "机构代码：T02、T03"),
        ("望溪分公司", "这是分公司，这一列要填班组"),
        ("望溪安检1班", "是不是“望溪安检一班”"),
        ("xyz", "模板"),
    ],
)
def test_a_unit_that_is_unknown_or_ambiguous_is_refused_with_a_way_on(text: str, said: str) -> None:
    assert said in reason_of(Directory(UNITS, frozenset({"team"})).find, text)


@pytest.mark.clause("W1-12(1)a")
def test_a_unit_counts_up_to_the_day_on_which_it_was_closed() -> None:
    unit = NamedUnit("t", "T", "T", "team", is_closed=True, closed_on=date(2026, 4, 15))
    check_open_on(unit, date(2026, 4, 15))
    check_open_in(unit, "2026-04")
    assert "2026-04-15" in reason_of(check_open_on, unit, date(2026, 4, 16))
    assert "2026-04-15" in reason_of(check_open_in, unit, "2026-05")
    unknown = NamedUnit("t", "T", "T", "team", is_closed=True)
    assert "停用" in reason_of(check_open_on, unknown, date(2020, 1, 1))
    assert "停用" in reason_of(check_open_in, unknown, "2020-01")


@pytest.mark.clause("W1-12(1)b")
@pytest.mark.parametrize(
    ("size", "last_month", "last_year", "level"),
    [
        *((100, 100, 100, ""), (150, 100, None, ""), (151, 100, None, "warn")),
        *((67, 100, None, ""), (66, 100, None, "warn"), (999, 100, None, "warn")),
        *((1000, 100, None, "reason"), (333_340, 33_334, 33_000, "reason")),
        *((100, 1000, None, "reason"), (101, 1000, None, "warn"), (100, 100, 1000, "reason")),
        # Nothing is known beside nothing, and nothing itself is said, not forbidden.
        *((5, 0, None, ""), (5, None, None, ""), (0, 100, None, "warn"), (0, 0, 0, "")),
    ],
)
def test_a_number_far_from_the_months_around_it_is_told(
    size: int, last_month: int | None, last_year: int | None, level: str
) -> None:
    policies = {"warn_ppm": 1_500_000, "reason_ppm": 10_000_000}
    assert plausible.level_of(size, last_month, last_year, **policies) == level


@pytest.mark.parametrize(
    ("former", "mode", "size"),
    [(None, "replace", 7), (None, "add", 7), (10, "replace", 7), (10, "add", 15)],
)
def test_rows_that_are_there_already_do_not_count_twice(
    former: int | None, mode: str, size: int
) -> None:
    overlap = 2 if former else 0
    assert size_after(7, overlap, former, mode) == size


def test_months_go_back_over_the_end_of_a_year() -> None:
    assert [months_before("2026-01", back) for back in (0, 1, 12, 13)] == [
        *("2026-01", "2025-12", "2025-01", "2024-12"),
    ]


def test_columns_are_found_in_any_order_with_others_between_them() -> None:
    row = ["备注", "月末用户数 *", " 月 份", "分公司"]
    assert places_of(CUSTOMERS, row) == [3, 2, 1]
    assert places_of(CUSTOMERS, ["分公司", "月份"]) is None
    assert places_of(SERVICES, ["服务单号", "班组", "服务类别", "服务日期"]) == [0, 1, 2, -1, 3]
    assert places_of(CASES, ["工单号"]) is None
