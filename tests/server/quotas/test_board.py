"""The quota board: every unit over a year; each number opens its list, each list its records."""

from io import BytesIO
from typing import Any, cast

import pytest
from python_calamine import CalamineWorkbook

from server.core.runtime import Runtime
from tests.builders.company import perform
from tests.builders.device import Device, Json
from tests.builders.quotas import open_department, read, self_check, set_customers, set_services
from tests.builders.visits import closed_visit, start
from tests.conftest import DeviceOf

MAY = "team_self.door-team.2026-05"


BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"])


def board(device: Device, query: str = "") -> dict[tuple[str, str], Json]:
    lines = read(device, f"quotas/board?{query}")["lines"]
    return {(line["kind"], line["unit_id"]): line for line in lines}


@pytest.fixture
def filled(runtime: Runtime, device_of: DeviceOf) -> Runtime:
    set_services(runtime, 34)
    set_services(runtime, 34, "2026-04")
    set_services(runtime, 0, unit="hall-team")
    set_services(runtime, 34, unit="south-team")
    set_customers(runtime, 33_334)
    for _ in range(2):
        self_check(device_of("tess"))
    return runtime


@BOTH
def test_each_unit_has_a_line_and_each_period_a_cell(filled: Runtime, device_of: DeviceOf) -> None:
    lines = board(device_of("hugo"))
    line = lines["team_self", "door-team"]
    assert (line["branch_name"], line["clause"], line["is_ranked"]) == ("north", "W1-12(1)a", True)
    april, may = line["cells"]
    assert (april["period"], april["gap"], april["verdict"]) == ("2026-04", 2, "missed")
    assert (may["required"], may["done"], may["verdict"]) == (2, 2, "met")
    assert lines["team_self", "hall-team"]["cells"][0]["verdict"] == "none"
    assert lines["branch_spot", "north"]["cells"][0]["verdict"] == "behind"


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("kind=team_self", {"door-team", "hall-team", "south-team"}),
        ("kind=team_self&branch=south", {"south-team"}),
        ("kind=team_self&behind=true", {"door-team", "south-team"}),
        ("kind=team_self&text=HALL", {"hall-team"}),
        ("kind=team_self&text=north+door", {"door-team"}),
        ("year=2025", set[str]()),
    ],
)
def test_the_board_is_filtered(
    filled: Runtime, device_of: DeviceOf, query: str, units: set[str]
) -> None:
    assert {unit for _, unit in board(device_of("hugo"), query)} == units


def test_a_name_is_found_by_its_initials(filled: Runtime, device_of: DeviceOf) -> None:
    unit = {"unit_id": "u1", "code": "T1", "name": "望溪北安检一班", "kind": "team"}
    perform(filled, "unit.add", **unit, parent_id="north")
    set_services(filled, 10, unit="u1")
    assert set(board(device_of("hugo"), "text=wxbaj")) == {("team_self", "u1")}


def test_a_unit_sees_its_own_quotas_alone(filled: Runtime, device_of: DeviceOf) -> None:
    tess = device_of("tess")
    assert set(board(tess)) == {("team_self", "door-team")}
    read(tess, "quotas/team_self.south-team.2026-05", 404)
    read(tess, "quotas/team_self.south-team.2026-05/topup", 404)
    read(tess, f"quotas/{MAY}")


def test_who_asks_for_a_month_that_does_not_exist_is_told(
    filled: Runtime, device_of: DeviceOf
) -> None:
    found = read(device_of("hugo"), "quotas/board?year=-1&kind=moon", 422)
    assert {its["field"] for its in found["details"]["errors"]} == {"year", "kind"}


def test_a_quota_tells_its_policy_its_story_and_its_other_months(
    filled: Runtime, device_of: DeviceOf
) -> None:
    set_services(filled, 67)
    found = read(device_of("hugo"), f"quotas/{MAY}")
    assert (found["policy_id"], found["quota"]["policy_on"], found["counted"]) == (None, None, 2)
    assert [cell["period"] for cell in found["trend"]] == ["2026-04", "2026-05"]
    (change,) = found["changes"]
    sizes = (change["from_base"], change["to_base"], change["from_required"], change["to_required"])
    assert sizes == (34, 67, 2, 3)
    assert (change["reason"], change["actor_name"]) == ("population", "系统")
    assert found["cell"]["corrected_on"] == "2026-05-06"


@BOTH
def test_a_number_opens_the_visits_that_count_and_those_that_do_not(
    filled: Runtime, device_of: DeviceOf
) -> None:
    tess, ines, hugo = device_of("tess"), device_of("ines"), device_of("hugo")
    waiting, _ = closed_visit(ines, site="door")
    still_open = start(tess, "door", level="team", form="self")
    voided = self_check(tess)
    tess.do("visit.ask_void", visit_id=voided, reason="wrong")
    hugo.do("visit.void", visit_id=voided)
    counted = read(hugo, f"quotas/{MAY}/checks")
    assert [its["reason"] for its in counted["checks"]] == ["", ""]
    others = read(hugo, f"quotas/{MAY}/checks?counted=false")
    reasons = {its["id"]: its["reason"] for its in others["checks"]}
    assert reasons == {waiting: "photos", still_open: "open", voided: "voided"}
    assert (counted["has_more"], others["has_more"]) == (False, False)


def test_a_list_opens_its_records(filled: Runtime, device_of: DeviceOf) -> None:
    hugo = device_of("hugo")
    (first, _) = read(hugo, f"quotas/{MAY}/checks")["checks"]
    record = read(hugo, f"quotas/{MAY}/checks/{first['id']}")
    assert record["check"] == first
    assert [(its["item_code"], its["text"], its["result"]) for its in record["answers"]] == [
        ("A", "Item A", "pass"),
        ("B", "Item B", "pass"),
    ]
    read(hugo, f"quotas/team_self.south-team.2026-05/checks/{first['id']}", 404)
    read(hugo, f"quotas/team_self.door-team.2026-04/checks/{first['id']}", 404)


def test_the_top_up_list_names_sites_people_days_and_a_checklist(
    filled: Runtime, device_of: DeviceOf
) -> None:
    set_services(filled, 134)
    found = read(device_of("hugo"), f"quotas/{MAY}/topup")
    assert (found["level"], found["form"], found["gap"], found["asked"]) == ("team", "self", 3, 0)
    (site,) = found["sites"]
    assert (site["site_id"], site["template_id"], len(site["due_on"])) == ("door", "short", 3)
    assert site["due_on"][-1] == "2026-05-29"
    assert [its["user_id"] for its in found["people"]] == ["tess"]
    assert found["may_assign"] is True


@BOTH
def test_tasks_made_from_the_list_are_asked_for_no_second_time(
    filled: Runtime, device_of: DeviceOf
) -> None:
    hugo = device_of("hugo")
    desk = {"site_id": "desk", "code": "desk", "name": "desk", "kind": "window"}
    perform(filled, "site.add", **desk, unit_id="hall-team")
    site = read(hugo, "quotas/branch_spot.north.2026-05/topup")["sites"][0]
    args = {"task_id": "t" * 12, "site_id": site["site_id"], "template_id": site["template_id"]}
    given = {"level": "company", "form": "spot", "assignee_id": "bram", "due_on": "2026-05-29"}
    assert hugo.do("task.assign", **args, **given)["status"] == "applied"
    found = read(hugo, "quotas/branch_spot.north.2026-05/topup")
    assert (found["gap"], found["asked"]) == (2, 1)
    assert site["site_id"] not in {its["site_id"] for its in found["sites"]}
    assert sum(len(its["due_on"]) for its in found["sites"]) == 1


def test_who_would_inspect_himself_is_not_offered(filled: Runtime, device_of: DeviceOf) -> None:
    people = read(device_of("hugo"), "quotas/branch_spot.north.2026-05/topup")["people"]
    assert [its["user_id"] for its in people] == ["bram"]


def test_who_may_not_assign_sees_the_list_and_that_he_may_not(
    filled: Runtime, device_of: DeviceOf
) -> None:
    set_services(filled, 134)
    assert read(device_of("tess"), f"quotas/{MAY}/topup")["may_assign"] is False


def test_a_department_check_is_offered_no_site_without_a_fitting_checklist(
    filled: Runtime, device_of: DeviceOf
) -> None:
    open_department(filled)
    set_services(filled, 100, unit="first-team")
    found = read(device_of("hugo"), "quotas/department_self.office.2026-05/topup")
    assert [its["site_id"] for its in found["sites"]] == ["gate"]
    assert [its["user_id"] for its in found["people"]] == ["dora"]


def test_a_mystery_campaign_has_no_top_up_list(filled: Runtime, device_of: DeviceOf) -> None:
    perform(filled, "quota.open_year", year=2026)
    found = read(device_of("hugo"), "quotas/mystery.hq.2026/topup", 409)
    assert found["slug"] == "topup-not-offered"


def test_the_board_leaves_as_excel_and_who_took_it_is_noted(
    filled: Runtime, device_of: DeviceOf
) -> None:
    hugo = device_of("hugo")
    answer = hugo.http.get("/api/reports/quotas.xlsx?kind=team_self&branch=north")
    assert answer.status_code == 200
    book = cast(Any, CalamineWorkbook).from_object(BytesIO(answer.data))
    head, *lines = book.get_sheet_by_name("配额").to_python()
    told = {
        (line[head.index("单位")], line[head.index("周期")]): line[head.index("进度")]
        for line in lines
    }
    assert told == {
        ("door-team", "2026-04"): "未完成",
        ("door-team", "2026-05"): "已完成",
        ("hall-team", "2026-05"): "无服务",
    }
    about = dict(book.get_sheet_by_name("说明").to_python()[1:])
    assert (about["筛选：配额"], about["筛选：分（子）公司"]) == ("班组自查", "north")
    empty = hugo.http.get("/api/reports/quotas.xlsx?year=2024")
    assert empty.get_json()["slug"] == "quota-export-empty"
