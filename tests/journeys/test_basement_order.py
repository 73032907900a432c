"""A basement without a signal: three problems, a blue order in three taps, delivered upstairs."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import STROKES, Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]

ROOM, SLOW = "溪山里小区地下表房", 40_000
FOUND = {
    "SM-04": "入户未铺垫布",
    "SM-09": "未向客户讲解安全用气",
    "SM-13": "登记表客户签名栏空白",
}
MOST_TAPS = 3
# Taps on our own keys; strokes of the signature are none, nor is the phone's keyboard.
COUNTING = """() => {
  window.taps = [];
  const note = ({ isTrusted, target }) => {
    if (isTrusted && target.tagName !== 'CANVAS') window.taps.push(target.textContent.trim());
  };
  document.addEventListener('click', note, true);
}"""
MATTERS = """SELECT item_code FROM matters
  WHERE order_id = (SELECT id FROM orders WHERE visit_id = ?)"""
OPEN_TASK = "SELECT id FROM tasks WHERE site_name = ? AND state = 'open'"
ORDER = "SELECT state, colour, missing_photos FROM orders WHERE visit_id = ?"


def begin(inspector: Person, served: Served, site: str) -> str:
    """From today's task, where the phone does not know where it is."""
    page = inspector.page
    page.get_by_test_id(f"task-{served.value(OPEN_TASK, site)}").click()
    page.get_by_test_id("reason").fill("地下室无定位")
    page.get_by_test_id("start").click()
    page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}/check"))
    return page.url.split("/visits/")[1].split("/")[0]


def photograph(inspector: Person, code: str) -> None:
    """As many as are asked for."""
    slot = inspector.page.get_by_test_id(f"photos-{code}")
    missing = slot.locator("button.add.needed")
    taken = 0
    while missing.count():
        taken += 1
        inspector.shoot(missing.first.click, f"{code} {taken}")
        expect(slot.locator("button.shot")).to_have_count(taken, timeout=SLOW)


def answer(inspector: Person) -> None:
    """Every item; photos where the checklist asks for them."""
    page = inspector.page
    cards = page.locator("[data-item]")
    expect(cards.first).to_be_visible(timeout=SLOW)
    for card in cards.all():
        code = (card.get_attribute("data-testid") or "").removeprefix("item-")
        card.locator(f"[data-result={'fail' if code in FOUND else 'pass'}]").click()
        if code in FOUND:
            page.get_by_test_id(f"note-{code}").fill(FOUND[code])
        photograph(inspector, code)
    expect(page.get_by_test_id("left")).to_have_count(0)


def draw(page: Page) -> None:
    """A signature on what is seen of the pad: nobody scrolls for it."""
    canvas = page.get_by_test_id("signature").locator("canvas")
    expect(canvas).to_be_in_viewport(ratio=1)
    box = canvas.bounding_box()
    assert box is not None
    for (x, y), (to_x, to_y) in STROKES:
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.mouse.down()
        page.mouse.move(box["x"] + to_x, box["y"] + to_y, steps=8)
        page.mouse.up()


def sign_and_issue(inspector: Person) -> None:
    """To the summary, confirm the signature, issue: from the last item to the signed order."""
    page = inspector.page
    page.evaluate(COUNTING)
    page.get_by_test_id("to-summary").tap()
    draw(page)
    inspector.picture("basement-summary")
    confirm = page.get_by_role("button", name="确认签字")
    expect(confirm).to_be_in_viewport(ratio=1)
    confirm.tap()
    # Who signs here for the first time is asked for his name, and the keyboard's Enter signs.
    name = page.get_by_test_id("signer-name")
    expect(name).to_be_focused()
    page.keyboard.insert_text("表房值班员")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("slip")).to_be_visible()
    page.get_by_test_id("issue").tap()
    expect(page.get_by_test_id("done")).to_be_visible()
    taps = page.evaluate("() => window.taps")
    assert len(taps) <= MOST_TAPS, taps


def test_a_blue_order_is_signed_and_issued_without_a_signal_in_three_taps(
    served: Served, person: PersonOf
) -> None:
    inspector, branch = person("inspector01"), person("head04")
    page = inspector.page
    inspector.be_offline()
    visit_id = begin(inspector, served, ROOM)
    answer(inspector)
    inspector.picture("basement-checked")
    sign_and_issue(inspector)
    expect(page.get_by_test_id("order-state")).to_contain_text("已存本机")
    assert served.ask(ORDER, visit_id) == []
    branch.go("/orders")
    mine = branch.page.get_by_test_id("order-list").get_by_text(ROOM)
    expect(branch.page.get_by_test_id("order-views")).to_be_visible(timeout=SLOW)
    expect(mine).to_have_count(0)

    inspector.be_offline(False)
    expect(page.get_by_test_id("order-state")).to_contain_text("已送达", timeout=SLOW)
    served.wait_for(("delivered", "blue", 0), ORDER, visit_id)
    assert {code for (code,) in served.ask(MATTERS, visit_id)} == set(FOUND)
    read_by_the_branch(branch, mine)


def read_by_the_branch(branch: Person, order: Locator) -> None:
    """It comes by itself to who is responsible, with all three problems and their photos."""
    order.first.click(timeout=SLOW)
    panel = branch.page.get_by_test_id("order-panel")
    for finding in FOUND.values():
        expect(panel).to_contain_text(finding, timeout=SLOW)
    for matter in panel.get_by_test_id("matter").all():
        expect(matter.locator("img").first).to_be_visible(timeout=SLOW)


def test_who_refuses_to_sign_is_recorded_with_a_reason_and_a_witness_photo(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector04")
    page = inspector.page
    visit_id = begin(inspector, served, "石篷安检班服务区")
    answer(inspector)
    page.get_by_test_id("to-summary").tap()
    page.get_by_test_id("sign-card").get_by_text("拒签", exact=True).tap()
    page.get_by_text("负责人不在现场").tap()
    photograph(inspector, "witness")
    inspector.picture("basement-refused")
    page.get_by_test_id("refuse").tap()
    expect(page.get_by_test_id("slip")).to_be_visible()
    page.get_by_test_id("issue").tap()
    expect(page.get_by_test_id("done")).to_be_visible()
    refused = "SELECT is_refused, refusal_reason FROM visits WHERE id = ?"
    served.wait_for((1, "负责人不在现场"), refused, visit_id)
