"""A clerk imports a month of services: three wrong rows, corrected, confirmed, and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.core.clock import SystemClock, local_day
from tests.builders.lists import Row, as_xlsx, heads
from tests.builders.processes import running
from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]

TEAM, CODE = "青樾户内一班", "T11"
TODAY = local_day(SystemClock().now())
MONTH = f"{TODAY:%Y-%m}"
WORK_MS = 60_000
SIZE = """SELECT size FROM populations JOIN units ON units.id = unit_id
          WHERE units.code = ? AND populations.kind = 'services' AND period = ?"""
REQUIRED = """SELECT required FROM quotas JOIN units ON units.id = unit_id
              WHERE units.code = ? AND quotas.kind = 'team_self' AND period = ?"""


@pytest.fixture
def _worker(served: Served, tmp_path: Path) -> Iterator[None]:
    """The one that `ducha serve` has beside it, where it is not told to do without."""
    env = {"DUCHA_DATA": str(served.data_dir)}
    with running("-m", "server.cli", "work", env=env, log=tmp_path / "worker.log"):
        yield


def bring(clerk: Person, path: Path) -> None:
    """Choose the file and send it; the server then checks it."""
    clerk.go("/populations/imports")
    clerk.page.get_by_test_id("list-services").check()
    clerk.page.get_by_test_id("import-file").set_input_files(path)
    clerk.page.get_by_test_id("import-upload").click()
    clerk.page.wait_for_url("**/populations/imports/*")


def becomes(clerk: Person, state: str) -> None:
    page = clerk.page.get_by_test_id("import-page")
    expect(page).to_have_attribute("data-state", state, timeout=WORK_MS)


def numbers(served: Served) -> tuple[int, int]:
    """The team's services of this month, and what they require."""
    return served.value(SIZE, CODE, MONTH), served.value(REQUIRED, CODE, MONTH)


def lists(folder: Path) -> tuple[Path, Path]:
    """A list with three wrong rows, and the same one corrected."""
    rows: list[Row] = [
        (f"J-{number}", TEAM, "维修", "青樾区", f"{MONTH}-01") for number in range(1200)
    ]
    wrong = [list(row) for row in rows]
    wrong[3][1], wrong[7][4], wrong[9][0] = "青樾户内班", f"{TODAY.year + 1}-01-01", ""
    paths = (folder / "wrong.xlsx", folder / "right.xlsx")
    for path, content in zip(paths, (wrong, rows), strict=True):
        path.write_bytes(as_xlsx([heads("services"), *content]))
    return paths


def see_mistakes(clerk: Person) -> None:
    """Each with its row and a way on; nothing can be confirmed by mistake."""
    becomes(clerk, "checked")
    expect(clerk.page.get_by_test_id("import-bad")).to_have_text("3")
    mistakes = clerk.page.get_by_test_id("mistakes")
    for said in ("第 5 行 · 班组", "第 9 行 · 服务日期", "第 11 行 · 服务单号"):
        expect(mistakes).to_contain_text(said)
    expect(mistakes).to_contain_text("是不是“青樾户内")
    expect(clerk.page.get_by_test_id("confirm-import")).to_be_disabled()
    clerk.picture("import-mistakes")


def confirm(clerk: Person) -> None:
    """What it replaces is said beforehand."""
    becomes(clerk, "checked")
    line = clerk.page.get_by_test_id("import-lines").get_by_role("row", name=TEAM)
    expect(line).to_contain_text("1,101")
    expect(clerk.page.get_by_test_id("mode-note")).to_contain_text("撤销时原样恢复")
    clerk.page.get_by_test_id("confirm-import").click()
    becomes(clerk, "done")


def find_and_undo(clerk: Person) -> None:
    """From the number in the table to the import that it came from, and back."""
    clerk.go("/populations")
    cell = clerk.page.get_by_test_id(f"cell-{CODE}-{MONTH}")
    expect(cell).to_have_text("1,200")
    cell.click()
    expect(clerk.page.get_by_test_id("population-origin")).to_contain_text("督导内勤01")
    clerk.page.get_by_test_id("population-editor").get_by_role("link").click()
    clerk.page.get_by_test_id("undo-import").click()
    sheet = clerk.page.get_by_test_id("undo-sheet")
    sheet.locator("textarea").fill("导错了月份")
    sheet.get_by_role("button", name="撤销导入").click()
    becomes(clerk, "undone")


@pytest.mark.usefixtures("_worker")
@pytest.mark.clause("W1-12(1)a")
def test_a_clerk_corrects_confirms_and_takes_back_an_import(
    served: Served, person: PersonOf, tmp_path: Path
) -> None:
    wrong, right = lists(tmp_path)
    assert numbers(served) == (1101, 34)
    clerk = person("clerk01", is_phone=False)
    bring(clerk, wrong)
    see_mistakes(clerk)
    clerk.page.get_by_test_id("cancel-import").click()
    becomes(clerk, "cancelled")
    bring(clerk, right)
    confirm(clerk)
    assert numbers(served) == (1200, 36)
    find_and_undo(clerk)
    assert numbers(served) == (1101, 34)
    count = served.value("SELECT COUNT(*) FROM service_records WHERE reference LIKE 'J-%'")
    assert count == 0
