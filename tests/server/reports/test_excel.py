"""Orders as Excel: real dates and numbers, never a formula, told to the journal, bounded."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any, cast, get_args

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from server.core.clock import SetClock
from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.orders.models import Order
from server.orders.schemas import Stage
from server.reports.adapters.excel import Column, Sheet, save
from server.reports.adapters.excel_orders import COLOURS, STAGES, STATES
from tests.builders.company import ORG, set_policy
from tests.builders.device import Device
from tests.builders.office import Office, an_office
from tests.conftest import DeviceOf

TRICKY = (
    *("=1+1", '=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"),
    *("a\r\nb", "_x0041_", "x\x0by", "𠮷龘🙂", "1", "2026-05-06", "#N/A", "TRUE", " lead", "='"),
)


@pytest.fixture
def office(runtime: Runtime, clock: SetClock, device_of: DeviceOf) -> Office:
    return an_office(runtime, clock, device_of)


def opened(content: BytesIO) -> Any:
    """Untyped, as the reader's own hints are half of it."""
    return cast(Any, CalamineWorkbook).from_object(content)


def export(device: Device, query: str = "") -> bytes:
    answer = device.http.get(f"/api/reports/orders.xlsx?{query}")
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.data


def lines(book: bytes, sheet: str) -> list[dict[str, Any]]:
    head, *rows = opened(BytesIO(book)).get_sheet_by_name(sheet).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_no_cell_is_a_formula_and_no_text_is_altered() -> None:
    """As openpyxl and as Excel's own reading of the format (calamine) see it."""
    book, target = Workbook(write_only=True), BytesIO()
    sheet = Sheet(book, "S", [Column("text", 10), Column("long", 30)])
    for text in TRICKY:
        sheet.add([text, text])
    sheet.finish()
    save(book, target)
    content = target.read()
    cells = [
        cell for row in load_workbook(BytesIO(content))["S"].iter_rows(min_row=2) for cell in row
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [unescape(str(cell.value)) for cell in cells[::2]] == list(TRICKY)
    read = opened(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in read[1:]] == list(TRICKY)
    assert b"<f>" not in content


def test_what_somebody_wrote_in_an_order_stays_a_text(
    runtime: Runtime, office: Office, device_of: DeviceOf
) -> None:
    with runtime.bookkeeping() as session:
        for order in session.scalars(select(Order)):
            order.remark, order.issuer_name = "=1+1", "@x"
    content = export(device_of("rita"))
    book: Any = load_workbook(BytesIO(content))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}
    assert {line["备注"] for line in lines(content, "督查单")} == {"=1+1"}


def test_dates_are_dates_in_china_and_numbers_are_numbers(
    office: Office, device_of: DeviceOf
) -> None:
    """Issued at 02:00 UTC, which is 10:00 there."""
    (line,) = lines(export(device_of("rita"), "item=A&since=2026-07-07"), "督查单")
    assert line["签发时间"] == datetime(2026, 7, 7, 10, 4)  # noqa: DTZ001
    assert line["反馈期限"] == date(2026, 7, 10)
    assert (line["督办事项数"], line["得分"]) == (1, 40)
    assert (line["颜色"], line["状态"], line["站点"]) == ("蓝单", "待签收", "hall")
    sheet: Any = load_workbook(BytesIO(export(device_of("rita"))))["督查单"]
    formats = {cell.value: sheet.cell(2, cell.column).number_format for cell in sheet[1]}
    assert formats["签发时间"] == "yyyy-mm-dd hh:mm"


def test_heads_stay_in_sight_and_can_be_filtered(office: Office, device_of: DeviceOf) -> None:
    book: Any = load_workbook(BytesIO(export(device_of("rita"))))
    assert book.sheetnames == ["督查单", "督办事项", "说明"]
    for name, rows in (("督查单", 8), ("督办事项", 5)):
        sheet: Any = book[name]
        last = sheet.cell(1, sheet.max_column).column_letter
        assert (sheet.freeze_panes, sheet.max_row) == ("B2", rows)
        assert sheet.auto_filter.ref == f"A1:{last}{rows}"
        assert sheet.column_dimensions["A"].width == 20


def test_the_file_holds_what_was_filtered_and_says_so(office: Office, device_of: DeviceOf) -> None:
    content = export(device_of("rita"), "stage=closed&unit=south&issuer=ivan&text=FAR")
    assert [line["颜色"] for line in lines(content, "督查单")] == ["绿单", "蓝单"]
    assert [line["条目"] for line in lines(content, "督办事项")] == ["A"]
    about = {line["项目"]: line["内容"] for line in lines(content, "说明")}
    assert about["性质"] == "非受控副本：Rita 于 2026-07-10 10:07 导出"
    assert (about["导出人"], about["督查单"], about["督办事项"]) == ("Rita", "2 张", "1 条")
    assert about["筛选：状态"] == "已办结"
    assert (about["筛选：单位"], about["筛选：签发人"]) == ("south", "Ivan")
    assert about["搜索"] == "FAR"


def test_a_unit_takes_its_own_orders_alone(office: Office, device_of: DeviceOf) -> None:
    found = lines(export(device_of("stan")), "督查单")
    assert {line["责任单位"] for line in found} == {"hall-team"}
    assert len(found) == 3


def test_who_took_what_is_in_the_journal(
    runtime: Runtime, office: Office, device_of: DeviceOf
) -> None:
    export(device_of("rita"), "stage=overdue&since=2026-01-01")
    with runtime.reading() as session:
        query = select(JournalEntry).where(JournalEntry.command == "report.note_export")
        (entry,) = session.scalars(query)
    assert (entry.org, entry.actor_id) == (ORG, "rita")
    chosen = {"stage": "overdue", "since": "2026-01-01"}
    assert entry.args == {"kind": "orders_xlsx", "chosen": chosen, "count": 1}


def test_too_much_and_nothing_are_refused_and_not_noted(
    runtime: Runtime, office: Office, device_of: DeviceOf, clock: SetClock
) -> None:
    """Seven orders: a limit of seven lets them pass, one of six does not."""
    device = device_of("rita")
    set_policy(runtime, "report.excel_rows", 7, clock.now().date() - timedelta(days=1))
    assert len(lines(export(device), "督查单")) == 7
    set_policy(runtime, "report.excel_rows", 6, clock.now().date())
    answer = device.http.get("/api/reports/orders.xlsx")
    assert (answer.status_code, answer.get_json()["slug"]) == (422, "export-too-large")
    assert answer.get_json()["details"] == {"count": 7, "limit": 6}
    answer = device.http.get("/api/reports/orders.xlsx?text=nothing")
    assert answer.get_json()["slug"] == "export-empty"
    with runtime.reading() as session:
        query = select(JournalEntry).where(JournalEntry.command == "report.note_export")
        assert len(list(session.scalars(query))) == 1


def test_every_state_colour_and_stage_has_its_word(app: Any) -> None:
    """A new state or stage without a word would leave the file with a code."""
    schemas = app.test_client().get("/api/openapi.json").get_json()["components"]["schemas"]
    row = schemas["OrderRow"]["properties"]
    assert set(row["state"]["enum"]) == set(STATES)
    assert set(row["colour"]["enum"]) == set(COLOURS)
    assert set(get_args(Stage)) == set(STAGES)
