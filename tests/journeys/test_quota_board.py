"""The office's quotas: from a number of the board to its record, and the top-up list (补足清单)."""

from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from tests.journeys.conftest import PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]

SLOW = 40_000
STORY = "青樾户内一班"


def line_of(page: Page, unit: str) -> Locator:
    return page.locator(f'[data-testid="quota-line"][data-unit="{unit}"]')


@pytest.mark.clause("W1-12(1)a")
def test_a_number_of_the_board_opens_its_list_and_the_list_its_record(
    served: Served, person: PersonOf
) -> None:
    head = person("grouphead", is_phone=False)
    page = head.page
    head.go("/quotas/board")
    lines = page.get_by_test_id("quota-line")
    expect(lines).to_have_count(18, timeout=SLOW)
    expect(
        line_of(page, "望溪北安检一班").locator('[data-verdict="behind"], [data-verdict="ahead"]')
    ).to_contain_text("31/45")
    expect(line_of(page, "鹭汀节日留守班").get_by_test_id("quota-cell")).to_contain_text("不适用")
    page.keyboard.press("/")
    page.keyboard.type("qyhn")
    expect(lines).to_have_count(2)
    assert "text=qyhn" in page.url
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("quota-facts")).to_contain_text(
        "应检 34，已检 33，还差 1", timeout=SLOW
    )
    expect(page.get_by_test_id("quota-base")).to_contain_text("1101 × 3%，向上取整 = 34")
    expect(page.get_by_test_id("quota-policy")).to_contain_text("制度原值")
    expect(page.get_by_test_id("quota-trend").locator("svg")).to_be_visible(timeout=SLOW)
    checks = page.get_by_test_id("quota-check")
    expect(checks).to_have_count(33)
    checks.first.click()
    expect(page.get_by_test_id("record-answer")).to_have_count(6, timeout=SLOW)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("check-record")).to_have_count(0)
    page.go_back()
    expect(lines).to_have_count(2, timeout=SLOW)


@pytest.mark.clause("W1-12(1)b")
def test_the_board_shows_those_behind_and_leaves_as_excel(served: Served, person: PersonOf) -> None:
    head = person("grouphead", is_phone=False)
    page = head.page
    head.go("/quotas/board?kind=branch_spot&behind=true")
    lines = page.get_by_test_id("quota-line")
    expect(lines.first).to_be_visible(timeout=SLOW)
    shown = lines.count()
    with page.expect_download(timeout=SLOW) as taken:
        page.get_by_test_id("export-quotas").click()
    content = Path(taken.value.path()).read_bytes()
    book = cast(Any, CalamineWorkbook).from_object(BytesIO(content))
    head, *rows = book.get_sheet_by_name("配额").to_python()
    assert len({row[head.index("单位")] for row in rows}) == shown
    noted = "SELECT actor_name FROM journal WHERE command = 'report.note_export'"
    assert ("督导组组长",) in served.ask(f"{noted} AND args LIKE '%quotas_xlsx%'")


def test_the_missing_check_is_assigned_with_one_tap_and_taken_back_with_another(
    served: Served, person: PersonOf
) -> None:
    head = person("grouphead", is_phone=False)
    page = head.page
    head.go("/quotas/board?text=qyhn")
    line_of(page, STORY).get_by_test_id("quota-cell").last.click(timeout=SLOW)
    page.get_by_test_id("to-topup").click(timeout=SLOW)
    expect(page.get_by_test_id("topup-intro")).to_contain_text("还差 1 次班组级自查", timeout=SLOW)
    site = page.get_by_test_id("topup-site")
    expect(site).to_contain_text("青樾户内一班服务区")
    expect(site.get_by_test_id("topup-why")).to_contain_text("距上次检查")
    expect(page.get_by_test_id("topup-assignee")).to_contain_text("班组长07")
    assigned = "SELECT count(*) FROM tasks WHERE note = '补足配额' AND state = 'open'"
    page.get_by_test_id("topup-assign").click()
    expect(page.get_by_test_id("topup-undo")).to_contain_text("已给班组长07生成 1 项任务")
    served.wait_for((1,), assigned)
    page.get_by_test_id("topup-undo").get_by_role("button").click()
    served.wait_for((0,), assigned)
    told = "SELECT state, note FROM tasks WHERE level = 'team' AND form = 'self'"
    assert served.ask(told) == [("cancelled", "撤销补足清单的安排")]


def test_the_teams_phone_says_how_many_are_to_go_and_at_what_pace(
    served: Served, person: PersonOf
) -> None:
    team = person("team07")
    team.go("/quotas")
    card = team.page.get_by_test_id("quota-card").filter(has_text=STORY).first
    expect(card.get_by_test_id("quota-gap")).to_have_text("还差 1 次", timeout=SLOW)
    expect(card.get_by_role("img")).to_have_attribute("aria-label", f"{STORY} 班组自查 33/34")
    expect(card).to_contain_text("剩")
