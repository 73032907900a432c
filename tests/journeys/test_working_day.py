"""One working day: from the phone in a basement to the reviewed order, by four people."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

ITEMS = [f"CK-{number:02d}" for number in range(1, 19)]
PHOTO_ITEMS = ("CK-01", "CK-02", "CK-03")
FAILING = {"CK-04": "饮水区地面有积水", "CK-14": "记录簿缺少接听人签名"}
HALL, BRANCH, TEAM = "望溪中心营业厅", "望溪分公司", "望溪北安检一班"
SLOW = 40_000
# A tap is on the disk within 300 ms; these machines are slow, and a finger is no faster than this.
SAVED_MS = 1_000


def chosen(page: Page, code: str, result: str) -> Locator:
    return page.get_by_test_id(f"item-{code}").locator(f"[data-result={result}]")


def judge(page: Page, code: str, result: str) -> None:
    chosen(page, code, result).click()
    expect(chosen(page, code, result)).to_have_attribute("aria-checked", "true")


def photograph(person: Person, code: str) -> None:
    slot = person.page.get_by_test_id(f"photos-{code}")
    person.shoot(lambda: slot.locator("button.add").click(), code)
    expect(slot.locator("button.shot")).to_have_count(1, timeout=SLOW)


def check_items(person: Person, codes: list[str]) -> None:
    for code in codes:
        judge(person.page, code, "fail" if code in FAILING else "pass")
        if code in FAILING:
            person.page.get_by_test_id(f"note-{code}").fill(FAILING[code])
        if code in FAILING or code in PHOTO_ITEMS:
            photograph(person, code)


def begin(person: Person, served: Served) -> str:
    """Tap the hall's task, check in, start; returns the visit's id."""
    task = served.value("SELECT id FROM tasks WHERE site_name = ? AND state = 'open'", HALL)
    person.page.get_by_test_id(f"task-{task}").click()
    expect(person.page.get_by_test_id("standing")).to_contain_text("已在站点范围内")
    person.page.get_by_test_id("start").click()
    person.page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}/check"))
    return person.page.url.split("/visits/")[1].split("/")[0]


def sign_and_issue(person: Person) -> None:
    page = person.page
    page.get_by_test_id("to-summary").click()
    expect(page.get_by_test_id("colour")).to_contain_text("蓝单")
    page.get_by_test_id("signer-name").fill("当班负责人")
    person.sign()
    expect(page.get_by_test_id("slip")).to_be_visible()
    page.get_by_test_id("issue").click()
    expect(page.get_by_test_id("done")).to_be_visible()


def quota(served: Served, kind: str, unit: str) -> int:
    sql = "SELECT done FROM quotas WHERE kind = ? AND unit_name = ? ORDER BY period DESC"
    return served.value(sql, kind, unit)


def board_row(office: Person, kind: str, unit: str) -> Locator:
    """A unit's line on the quota board."""
    board = office.page.get_by_test_id(f"quota-board-{kind}")
    return board.locator("tr", has_text=unit)


def order_of(served: Served, visit_id: str) -> dict[str, Any]:
    columns = ("id", "state", "number", "temporary_number", "round")
    row = served.ask(f"SELECT {', '.join(columns)} FROM orders WHERE visit_id = ?", visit_id)[0]
    return dict(zip(columns, row, strict=True))


def test_a_working_day(served: Served, person: PersonOf) -> None:
    office = person("grouphead", is_phone=False)
    before = quota(served, "hq_division", BRANCH), quota(served, "hq_unit", f"{HALL}班")
    office.go("/quotas")
    board_before = board_row(office, "hq_division", BRANCH).inner_text()

    inspector = person("inspector01")
    visit_id = check_in_the_basement(inspector, served)
    lose_power(inspector, visit_id)
    come_back_to_daylight(inspector)
    check_what_arrived(served, visit_id)
    assert quota(served, "hq_division", BRANCH) == before[0] + 1
    assert quota(served, "hq_unit", f"{HALL}班") == before[1] + 1

    order = order_of(served, visit_id)
    assert order["number"].startswith("蓝〔")
    rectify(person("site01"), served, order["id"])
    review(person("reviewer01", is_phone=False), served, order["id"])
    office.page.reload()
    row = board_row(office, "hq_division", BRANCH)
    expect(row).not_to_have_text(board_before, use_inner_text=True, timeout=SLOW)


def check_in_the_basement(inspector: Person, served: Served) -> str:
    """No signal from the first tap to the issued order, and a reload in between."""
    page = inspector.page
    inspector.stand_at(HALL)
    inspector.be_offline()
    visit_id = begin(inspector, served)
    check_items(inspector, ITEMS[:9])
    page.wait_for_timeout(SAVED_MS)
    page.reload()
    expect(chosen(page, "CK-04", "fail")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_test_id("note-CK-04")).to_have_value(FAILING["CK-04"])
    check_items(inspector, ITEMS[9:])
    sign_and_issue(inspector)
    expect(page.get_by_test_id("visit-state")).to_contain_text("已存本机")
    assert served.value("SELECT count(*) FROM visits WHERE id = ?", visit_id) == 0
    return visit_id


def lose_power(inspector: Person, visit_id: str) -> None:
    """The battery dies before anything was sent; all is there at the next start, still offline."""
    inspector.kill()
    inspector.reopen(is_offline=True)
    inspector.go(f"/visits/{visit_id}/done")
    expect(inspector.page.get_by_test_id("visit-state")).to_contain_text("已存本机")


def come_back_to_daylight(inspector: Person) -> None:
    """With a signal everything goes by itself."""
    inspector.be_offline(False)
    for part in ("visit-state", "order-state"):
        expect(inspector.page.get_by_test_id(part)).to_contain_text("已送达", timeout=SLOW)


def check_what_arrived(served: Served, visit_id: str) -> None:
    visit = served.ask(
        "SELECT state, missing_photos, score_tenths, completed_at FROM visits WHERE id = ?",
        visit_id,
    )[0]
    assert visit[:3] == ("closed", 0, 910)
    assert visit[3] is not None
    photos = served.ask("SELECT slot, blob, sha256 FROM photos WHERE subject_id = ?", visit_id)
    assert sorted(slot for slot, _, _ in photos) == sorted([*PHOTO_ITEMS, *FAILING, "signature"])
    assert {blob for _, blob, _ in photos} == {"present"}
    for _, _, sha256 in photos:
        original = served.data_dir / "photos/originals" / sha256[:2] / sha256[2:4] / sha256
        assert original.is_file()


def rectify(staff: Person, served: Served, order_id: str) -> None:
    """The unit sees the order with photos and clauses, signs for it, mends, answers."""
    page = staff.page
    staff.go(f"/orders/{order_id}")
    panel = page.get_by_test_id("order-panel")
    expect(panel).to_contain_text("蓝〔")
    expect(panel).to_contain_text(FAILING["CK-04"])
    expect(panel).to_contain_text("Q1-3.3b")
    expect(panel.get_by_test_id("matter").first.locator("img").first).to_be_visible()
    page.get_by_test_id("acknowledge").click()
    page.get_by_test_id("to-feedback").click()
    expect(page.get_by_test_id("feedback-matter")).to_have_count(len(FAILING))
    for matter in page.get_by_test_id("feedback-matter").all():
        staff.shoot(lambda m=matter: m.get_by_test_id("shoot-after").click(), "after")
        expect(matter.locator(".after img, [data-testid=after-photos] img").first).to_be_visible(
            timeout=SLOW
        )
        matter.get_by_test_id("feedback-cause").fill("班前检查不到位")
        matter.get_by_test_id("feedback-measures").fill("当日整改并纳入巡查")
        matter.get_by_test_id("feedback-outcome").fill("已整改完成")
    page.get_by_test_id("feedback-signer").fill("站点责任人01")
    staff.sign()
    page.get_by_test_id("submit-feedback").click()
    expect(page.get_by_test_id("order-panel")).to_contain_text("待审核", timeout=SLOW)
    sql = "SELECT state, missing_photos FROM orders WHERE id = ?"
    served.wait_for(("feedback", 0), sql, order_id)


def review(reviewer: Person, served: Served, order_id: str) -> None:
    """Compares before and after, then passes."""
    page = reviewer.page
    reviewer.go(f"/orders/{order_id}/review")
    expect(page.get_by_test_id("photo-compare").first).to_be_visible(timeout=SLOW)
    page.get_by_test_id("review-pass").click()
    page.get_by_test_id("pass-sheet").locator(".buttons button").last.click()
    page.wait_for_url(re.compile(rf"/orders/{order_id}$"))
    expect(page.get_by_test_id("order-panel")).to_contain_text("已办结", timeout=SLOW)
    sql = "SELECT state, round FROM orders WHERE id = ?"
    served.wait_for(("closed", 1), sql, order_id)


def test_a_one_minute_self_check_moves_the_teams_quota(served: Served, person: PersonOf) -> None:
    head = person("team02")
    page = head.page
    before = quota(served, "team_self", TEAM)
    head.go("/quotas")
    expect(page.get_by_test_id("quota-card").first).to_contain_text(f"{before}/45")
    head.stand_at(f"{TEAM}服务区")
    head.go("/")
    page.get_by_test_id("self-check").click()
    page.wait_for_url(re.compile(r"/check$"))
    for code in ("ZC-01", "ZC-02", "ZC-03", "ZC-04", "ZC-05", "ZC-06"):
        judge(page, code, "pass")
    page.get_by_test_id("to-summary").click()
    page.get_by_test_id("go-on").click()
    expect(page.get_by_test_id("visit-state")).to_contain_text("已送达", timeout=SLOW)
    assert quota(served, "team_self", TEAM) == before + 1
    head.go("/quotas")
    expect(page.get_by_test_id("quota-card").first).to_contain_text(f"{before + 1}/45")
