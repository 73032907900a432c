"""Files that are none of ours are refused by name; a template is what is taken."""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from server.core.runtime import Runtime
from server.planning.adapters import shelf, workbook
from server.planning.rules.files import all_refusals
from server.planning.rules.lists import LISTS
from tests.builders.company import perform
from tests.builders.lists import Importer, Row, as_csv, as_xlsx, heads, services

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = as_xlsx([heads("services"), *services(2)])


@pytest.fixture
def database() -> str:
    """What a file is has nothing to do with the database."""
    return "sqlite"


def rezipped(content: bytes, **changes: bytes) -> bytes:
    """A workbook with other bytes in some of its parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", 8) as new:
        for name in old.namelist():
            part = name.rpartition("/")[2].partition(".")[0]
            new.writestr(name, changes.get(part, old.read(name)))
    return target.getvalue()


def bomb() -> bytes:
    """Half a megabyte that unpacks to more than is taken."""
    return rezipped(GOOD, sheet1=b" " * (workbook.MOST_UNPACKED + 1))


def liar() -> bytes:
    """A bomb that says of itself that it is small."""
    content = bytearray(bomb())
    size = struct.pack("<I", workbook.MOST_UNPACKED + 1)
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = struct.pack("<I", 1000)
    return bytes(content)


def far_cell() -> bytes:
    """Two cells, as far from each other as a sheet is large."""
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    return rezipped(GOOD, sheet1=sheet.encode())


def other_zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as book:
        book.writestr("word/document.xml", "x")
    return target.getvalue()


ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Made when they are needed: the bombs take a while.
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "old Excel": (lambda: OLE + b"\0" * 600 + b"W\0o\0r\0k\0", "file-old-excel"),
    "a password": (lambda: OLE + b"\0" * 5000 + ENCRYPTED, "file-has-password"),
    "half a workbook": (lambda: GOOD[: len(GOOD) // 2], "file-broken"),
    "a broken sheet": (lambda: rezipped(GOOD, sheet1=b"<worksheet><she"), "file-broken"),
    "a bomb": (bomb, "file-bomb"),
    "a bomb that lies": (liar, "file-broken"),
    "a sheet as large as can be": (far_cell, "file-bomb"),
    "another kind of archive": (other_zip, "file-wrong-type"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "file-wrong-type"),
    "a PDF": (lambda: b"%PDF-1.7 text", "file-wrong-type"),
    "a web page": (lambda: b"\xef\xbb\xbf<html><table>", "file-wrong-type"),
    "UTF-16": (lambda: "服务单号,班组".encode("utf-16"), "file-wrong-type"),
    "no coding": (lambda: b"a,b\n\xff\xff\xff", "file-wrong-coding"),
    "nothing but blanks": (lambda: b"\r\n \r\n", "file-empty"),
    "a head alone": (lambda: as_csv([heads("services")]), "file-empty"),
    "other columns": (lambda: as_csv([["甲", "乙"], ["1", "2"]]), "file-wrong-columns"),
    "another list": (lambda: as_csv([heads("customers")]), "file-wrong-columns"),
    "an open quote": (
        lambda: as_csv([heads("services")]) + b'"' + b"x" * 5000,
        "file-broken",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_that_is_none_of_ours_is_refused_by_name(clerk: Importer, kind: str) -> None:
    make, slug = BAD[kind]
    import_id = clerk.put("services", make(), f"{kind}.xlsx")
    clerk.work()
    row = clerk.row(import_id)
    assert (row["state"], row["problem"]) == ("refused", slug), row
    assert row["problem_text"].strip()
    assert not shelf.folder_of(clerk.runtime.settings, import_id).exists()
    assert clerk.confirm(import_id)["code"] == "import-not-checked"


def test_a_refusal_names_what_is_missing_and_for_what_a_file_was_made(clerk: Importer) -> None:
    missing = clerk.check("services", as_csv([["服务单号", "班组", "服务日期"], ["1", "2", "3"]]))
    assert clerk.row(missing)["problem_text"] == "缺少列：服务类别。请下载模板核对列名"
    other = clerk.check("services", as_csv([heads("customers")]))
    assert "分公司月末用户数" in clerk.row(other)["problem_text"]


def test_every_refusal_has_a_slug_that_the_row_can_hold() -> None:
    assert all(len(slug) <= 40 for slug in all_refusals())


def test_more_than_is_taken_is_stopped_on_its_way(
    clerk: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MOST_BYTES", 1000)
    answer = clerk.try_put("services", b"x" * 1001, "large")
    assert answer.status_code == 413
    assert not shelf.source_path(clerk.runtime.settings, "large").exists()


def test_more_units_and_months_than_a_year_has_are_refused(
    clerk: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.planning.jobs.checking.MOST_LINES", 1)
    import_id = clerk.check("services", [*services(1), *services(1, "door-team")])
    assert clerk.row(import_id)["problem"] == "file-too-many-months"


@pytest.mark.parametrize("query", ["list=people", "list=", ""])
def test_an_unknown_list_is_refused_at_the_door(clerk: Importer, query: str) -> None:
    headers = {"X-CSRFToken": clerk.device.csrf}
    answer = clerk.device.http.put(f"/api/imports/x/file?{query}", data=b"x", headers=headers)
    assert answer.status_code == 422


def test_the_same_file_under_the_same_id_is_taken_once(clerk: Importer) -> None:
    import_id = clerk.put("services", as_csv([heads("services"), *services(2)]))
    assert clerk.put("services", b"something else", import_id=import_id) == import_id
    clerk.work()
    assert clerk.row(import_id)["good"] == 2
    assert clerk.try_put("cases", b"x", import_id).json["slug"] == "id-taken"


def test_an_import_whose_file_never_came_says_so(clerk: Importer) -> None:
    args: dict[str, Any] = {"list_name": "cases", "source": "file", "file_name": "x", "size": 1}
    clerk.device.do("import.receive", import_id="ghost", sha256="0" * 64, **args)
    clerk.work()
    assert clerk.row("ghost")["problem"] == "file-gone"


def test_a_head_below_a_title_and_empty_columns_are_found(clerk: Importer) -> None:
    rows: list[Row] = [["五月服务明细"], [], ["", *heads("services")]]
    rows += [["", *row] for row in services(2)]
    import_id = clerk.check("services", as_xlsx(rows))
    assert clerk.row(import_id)["good"] == 2, clerk.row(import_id)
    rows.append(["", "X", "nowhere", "x", "", "2026-05-01"])
    again = clerk.check("services", as_xlsx(rows))
    assert clerk.reasons(again)[0][:2] == (6, "班组"), "as Excel numbers its rows"


@pytest.mark.parametrize("name", LISTS)
def test_a_template_has_the_lists_columns_and_the_names_of_its_units(
    runtime: Runtime, clerk: Importer, name: str
) -> None:
    perform(runtime, "unit.close", unit_id="door-team", closed_on="2026-05-01", reason="并班")
    answer = clerk.device.http.get(f"/api/import-templates/{name}.xlsx")
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert book.sheet_names == [LISTS[name].title, "单位名称", "填写说明"]
    assert book.get_sheet_by_index(0).to_python()[0] == heads(name)
    names = [row[0] for row in book.get_sheet_by_name("单位名称").to_python()[1:]]
    assert ("hall-team" in names) == (name != "customers")
    assert ("north" in names) == (name in ("customers", "cases"))
    assert "door-team" not in names
    # As somebody would: open it, fill it in, save it, send it.
    filled: Any = load_workbook(io.BytesIO(answer.data))
    example = {"reference": "0012345678901234567", "unit": names[0], "month": "2026-04"}
    example["called_back_on"] = "2026-05-06"
    for place, column in enumerate(LISTS[name].columns, start=1):
        filled.worksheets[0].cell(2, place).value = example.get(column.key, column.example)
    target = io.BytesIO()
    filled.save(target)
    import_id = clerk.put(name, target.getvalue(), "模板.xlsx")
    clerk.work()
    row = clerk.row(import_id)
    assert (row["good"], row["bad"]) == (1, 0), clerk.reasons(import_id)


def test_mistakes_come_as_a_file_in_which_nothing_is_a_formula(clerk: Importer) -> None:
    rows: list[Row] = [("A", '=HYPERLINK("http://x","y")', "x", "", "2026-05-01")] * 300
    import_id = clerk.check("services", rows)
    assert len(clerk.reasons(import_id)) == 200
    answer = clerk.device.http.get(f"/api/imports/{import_id}/errors.xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    found = sheet.to_python()
    assert len(found) == 301
    assert found[1][:3] == [2, "班组", '=HYPERLINK("http://x","y")']
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(answer.data)).read("xl/worksheets/sheet1.xml")


def test_an_import_without_mistakes_has_no_file_of_them(clerk: Importer) -> None:
    import_id = clerk.check("services", services(1))
    assert clerk.device.http.get(f"/api/imports/{import_id}/errors.xlsx").status_code == 422
    assert clerk.device.http.get("/api/imports/nothing").status_code == 404
    assert clerk.device.http.get("/api/import-templates/people.xlsx").status_code == 404
