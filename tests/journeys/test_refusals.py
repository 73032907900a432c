"""What goes wrong in a day: each time a clear Chinese message, never lost work."""

import re

import pytest
from playwright.sync_api import expect

from server.demo.people import PASSWORD
from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]
SITE = "望溪南营业厅"
SLOW = 40_000
SAVED_MS = 1_000


def start_task(person: Person, served: Served) -> str:
    task = served.value("SELECT id FROM tasks WHERE site_name = ? AND state = 'open'", SITE)
    person.page.get_by_test_id(f"task-{task}").click()
    person.page.get_by_test_id("start").click()
    person.page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}/check"))
    return person.page.url.split("/visits/")[1].split("/")[0]


def set_site(head: Person, served: Served, *, is_closed: bool) -> None:
    """The head of the group closes the site, or opens it again."""
    page = head.page
    head.go(f"/sites/{served.value('SELECT id FROM sites WHERE name = ?', SITE)}")
    page.get_by_test_id("close-site" if is_closed else "reopen-site").click()
    if is_closed:
        page.get_by_test_id("reason-text").fill("装修停业")
        page.get_by_role("dialog").get_by_role("button", name="停用").click()
    served.wait_for((int(is_closed),), "SELECT is_closed FROM sites WHERE name = ?", SITE)


def test_a_site_that_was_closed_meanwhile_waits_under_needs_attention(
    served: Served, person: PersonOf
) -> None:
    inspector, head = person("inspector01"), person("grouphead", is_phone=False)
    page = inspector.page
    inspector.stand_at(SITE)
    inspector.be_offline()
    visit_id = start_task(inspector, served)
    page.get_by_test_id("item-CK-05").locator("[data-result=pass]").click()
    page.wait_for_timeout(SAVED_MS)
    set_site(head, served, is_closed=True)
    inspector.be_offline(False)
    expect(page.locator("[data-sync=attention]").first).to_be_visible(timeout=SLOW)
    inspector.go("/outbox")
    problem = page.get_by_test_id("problem").first
    expect(problem).to_have_attribute("data-code", "site-closed")
    expect(problem.get_by_test_id("problem-reason")).to_contain_text("停用")
    for choice in ("resend", "discard", "export"):
        expect(problem.get_by_test_id(choice)).to_be_visible()
    assert served.value("SELECT count(*) FROM visits WHERE id = ?", visit_id) == 0

    # Once the site is open again, the same work is sent again and arrives whole.
    set_site(head, served, is_closed=False)
    problem.get_by_test_id("resend").click()
    answers = "SELECT item_code, result FROM answers WHERE visit_id = ?"
    served.wait_for(("CK-05", "pass"), answers, visit_id)


def test_a_wrong_password_is_said_in_chinese(person: PersonOf) -> None:
    stranger = person(None)
    stranger.enter("inspector01", "wrong-password")
    expect(stranger.page.get_by_role("alert").first).to_contain_text("账号或密码")


def test_an_expired_session_is_renewed_in_place_and_nothing_is_lost(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    page.context.clear_cookies()
    inspector.go("/visits/new")
    page.get_by_text("稍后再登录").click()
    page.get_by_test_id("pick-S06").click()
    page.get_by_test_id("reason").fill("定位不准")
    page.get_by_test_id("start").click()
    page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}/check"))
    visit_id = page.url.split("/visits/")[1].split("/")[0]
    expect(page.locator("[data-sync=signedOut]").first).to_be_visible(timeout=SLOW)
    page.get_by_test_id("item-CK-05").locator("[data-result=pass]").click()
    page.get_by_text("重新登录").first.click()
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    answers = "SELECT item_code FROM answers WHERE visit_id = ?"
    served.wait_for(("CK-05",), answers, visit_id)
