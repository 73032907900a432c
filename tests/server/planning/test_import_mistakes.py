"""How lists are read, what is wrong in them, and what may not be typed in: each with its words."""

from datetime import timedelta

import pytest

from server.core.clock import SetClock
from server.core.runtime import Runtime
from tests.builders.company import perform
from tests.builders.device import Json
from tests.builders.lists import Importer, Row, as_csv, as_xlsx, heads, services, stored

MAY = ("hall-team", "services", "2026-05")


def test_rows_with_mistakes_stay_out_only_where_somebody_says_so(
    runtime: Runtime, clerk: Importer
) -> None:
    bad: list[Row] = [("X1", "nowhere", "安检", "", "2026-05-01")]
    import_id = clerk.check("services", [*services(3), *bad])
    assert clerk.confirm(import_id)["code"] == "import-has-mistakes"
    assert clerk.confirm(import_id, accepts_bad=True)["code"] == "import-has-mistakes"
    assert clerk.confirm(import_id, accepts_bad=True, reason="该班组已撤销")["status"] == "applied"
    assert len(stored(runtime)) == 3


def test_each_mistake_has_its_row_its_column_and_a_way_on(clerk: Importer) -> None:
    rows: list[Row] = [
        ("A1", "hall-team", "安检", "北片", "2026-05-01"),
        ("", "hall-team", "安检", "北片", "2026-05-01"),
        ("A2", "north", "安检", "北片", "2026-05-07"),
        ("A1", "hall-team", "安检", "北片", "2026-05-02"),
        (),
        ("=1+1", "hall-team", "-", "@", "2026-05-01"),
    ]
    import_id = clerk.check("services", rows)
    assert clerk.reasons(import_id) == [
        (3, "服务单号", "没有填写，请补上"),
        (4, "班组", "这是分公司，这一列要填班组"),
        (4, "服务日期", "日期还没有到（今天是 2026-05-06），请核对"),
        (5, "服务单号", "与第 2 行重复，请只留一行"),
    ]
    row = clerk.row(import_id)
    assert (row["good"], row["bad"]) == (2, 3)


def test_one_unit_and_month_twice_in_a_file_is_a_mistake(clerk: Importer) -> None:
    import_id = clerk.check(
        "customers", [("north", "2026-04", 5), ("north", "2026年4月", 6), ("south", "2026-04", -1)]
    )
    assert clerk.reasons(import_id) == [
        (3, "分公司", "与第 2 行是同一单位同一月份，请只留一行"),
        (4, "月末用户数", "不能是负数，请填 0 或正整数"),
    ]


def test_a_callback_before_its_case_was_closed_is_a_mistake(clerk: Importer) -> None:
    import_id = clerk.check("cases", [("C1", "north", "政务", "2026-05-02", "2026-05-01")])
    assert clerk.reasons(import_id) == [(2, "人工回访日期", "早于办结日期，请核对两个日期")]
    assert clerk.confirm(import_id, accepts_bad=True, reason="x")["code"] == "import-empty"


@pytest.mark.clause("W1-12(1)a")
def test_a_unit_closed_in_mid_month_counts_until_its_last_day(
    runtime: Runtime, clerk: Importer
) -> None:
    perform(runtime, "unit.close", unit_id="hall-team", closed_on="2026-05-03", reason="并班")
    rows = [row for row in services(5) if row[4] <= "2026-05-04"]
    import_id = clerk.check("services", rows)
    assert [its[:2] for its in clerk.reasons(import_id)] == [(5, "班组")]
    assert clerk.row(import_id)["good"] == 3
    clerk.bring("service_counts", [("hall-team", "2026-05", 3)])
    late = {"unit_id": "hall-team", "kind": "services", "period": "2026-05", "size": 4}
    assert clerk.device.do("population.set", **late)["status"] == "applied"


def test_plain_counts_and_rows_do_not_cover_each_other(clerk: Importer) -> None:
    count = clerk.bring("service_counts", [("hall-team", "2026-05", 30)])
    rows = clerk.check("services", services(4))
    assert clerk.confirm(rows, "add")["code"] == "import-needs-replace"
    assert clerk.confirm(rows, "replace")["status"] == "applied"
    again = clerk.check("service_counts", [("hall-team", "2026-05", 31)])
    assert clerk.confirm(again, "replace")["code"] == "import-over-records"
    typed = {"unit_id": "hall-team", "kind": "services", "period": "2026-05", "size": 4}
    assert clerk.device.do("population.set", **typed)["code"] == "population-has-records"
    clerk.undo(rows)
    assert clerk.sizes() == {MAY: 30}
    assert clerk.undo(count)["status"] == "applied"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"unit_id": "nowhere"}, "unit-unknown"),
        ({"unit_id": "north"}, "population-unit"),
        ({"period": "2026-06"}, "population-month"),
        ({"unit_id": "north", "kind": "customers", "period": "2026-05"}, "population-month"),
        ({"size": -1}, "invalid-args"),
        ({"size": 1.5}, "invalid-args"),
    ],
)
def test_numbers_that_cannot_be_are_not_typed_in(clerk: Importer, args: Json, code: str) -> None:
    base = {"unit_id": "hall-team", "kind": "services", "period": "2026-05", "size": 1}
    result = clerk.device.do("population.set", **{**base, **args})
    assert result["status"] != "applied"
    assert result["code"] == code


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_a_csv_is_read_in_the_codings_of_chinese_machines(clerk: Importer, coding: str) -> None:
    content = as_csv([heads("services"), *services(3)], coding)
    import_id = clerk.check("services", content)
    assert clerk.row(import_id)["good"] == 3, clerk.reasons(import_id)


def test_a_workbook_keeps_days_numbers_and_texts_that_look_like_formulas(
    runtime: Runtime, clerk: Importer, clock: SetClock
) -> None:
    day = (clock.instant - timedelta(days=1)).date()
    rows: list[Row] = [
        (*heads("services"), "备注"),
        ("=1+1", "hall-team", "安检", None, day, "x"),
        (20260506, "hall-team", "-", "@北片", "2026-05-05", ""),
    ]
    import_id = clerk.put("services", as_xlsx(rows), "五月.xlsx")
    clerk.work()
    assert clerk.row(import_id)["good"] == 2, clerk.reasons(import_id)
    clerk.confirm(import_id)
    assert stored(runtime) == ["20260506", "=1+1"]
    assert clerk.row(import_id)["file_name"] == "五月.xlsx"
