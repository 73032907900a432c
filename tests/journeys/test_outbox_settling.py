"""The outbox: what was refused is settled by its author, and nothing is lost on the way."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from server.demo.people import PASSWORD
from tests.journeys.checking import ANSWERED, SLOW, judge, start_at
from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]


def close_site(head: Person, served: Served, code: str, *, is_closed: bool) -> None:
    page = head.page
    head.go(f"/sites/{served.value('SELECT id FROM sites WHERE code = ?', code)}")
    page.get_by_test_id("close-site" if is_closed else "reopen-site").click()
    if is_closed:
        page.get_by_role("dialog").get_by_role("button", name="停用").click()
        expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("请写明停用原因")
        page.get_by_test_id("reason-text").fill("装修停业")
        page.get_by_role("dialog").get_by_role("button", name="停用").click()
    served.wait_for((int(is_closed),), "SELECT is_closed FROM sites WHERE code = ?", code)


def refused_check(inspector: Person, head: Person, served: Served, code: str) -> str:
    """Three answers given offline at a site that was closed meanwhile."""
    inspector.be_offline()
    visit_id = start_at(inspector, code)
    for item, result in (("CK-04", "fail"), ("CK-05", "pass"), ("CK-06", "pass")):
        judge(inspector.page, item, result)
    close_site(head, served, code, is_closed=True)
    inspector.be_offline(False)
    expect(inspector.page.locator("[data-sync=attention]").first).to_be_visible(timeout=SLOW)
    inspector.go("/outbox")
    return visit_id


def the_problem(page: Page) -> Locator:
    return page.get_by_test_id("problem").first


def test_discarded_work_comes_back_by_undo_and_is_sent_again_once_mended(
    served: Served, person: PersonOf
) -> None:
    inspector, head = person("inspector02"), person("grouphead", is_phone=False)
    page = inspector.page
    visit_id = refused_check(inspector, head, served, "S03")
    problem = the_problem(page)
    expect(problem).to_have_attribute("data-code", "site-closed")
    expect(problem.get_by_test_id("problem-held")).to_contain_text("另有 3 条操作")
    expect(problem.get_by_test_id("problem-content")).to_contain_text("CK-04")

    problem.get_by_test_id("discard").click()
    expect(page.get_by_test_id("problem")).to_have_count(0)
    page.get_by_test_id("undo").get_by_role("button", name="撤销").click()
    expect(the_problem(page)).to_have_attribute("data-code", "site-closed")

    close_site(head, served, "S03", is_closed=False)
    the_problem(page).get_by_test_id("resend").click()
    served.wait_for(("CK-04", "fail"), ANSWERED, visit_id)
    expect(page.get_by_test_id("problem")).to_have_count(0, timeout=SLOW)
    expect(page.get_by_test_id("receipt")).to_contain_text("服务器已核对", timeout=SLOW)
    assert len(served.ask(ANSWERED, visit_id)) == 3


def test_work_that_stays_discarded_reaches_no_table_and_leaves_no_gap(
    served: Served, person: PersonOf
) -> None:
    inspector, head = person("inspector02"), person("grouphead", is_phone=False)
    page = inspector.page
    visit_id = refused_check(inspector, head, served, "S02")
    the_problem(page).get_by_test_id("discard").click()
    expect(page.get_by_test_id("undo")).to_have_count(0, timeout=20_000)
    close_site(head, served, "S02", is_closed=False)

    # What is made afterwards still arrives: no seq is missing before it.
    later = start_at(inspector, "S02")
    judge(page, "CK-05", "pass")
    served.wait_for(("CK-05", "pass"), ANSWERED, later)
    assert served.ask("SELECT id FROM visits WHERE id = ?", visit_id) == []


def answering(change: Callable[[dict[str, object]], None]) -> Callable[[Route], None]:
    """The server's own answer to a push, each result changed on its way."""

    def fulfill(route: Route) -> None:
        response = route.fetch()
        body = response.json()
        for result in body["results"]:
            change(result)
        route.fulfill(response=response, body=json.dumps(body))

    return fulfill


def test_a_conflict_shows_both_values_until_its_author_has_seen_it(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    told = {"row": "answer/a", "field": "note", "yours": "墙面破损", "theirs": "墙面已修补"}
    page.context.route(
        "**/api/sync/push", answering(lambda result: result.update(conflicts=[told]))
    )
    # Routes are answered only while the browser is waited for, not while the database is asked.
    with page.expect_response("**/api/sync/push", timeout=SLOW):
        visit_id = start_at(inspector, "S01")
    served.wait_for((visit_id,), "SELECT id FROM visits WHERE id = ?", visit_id)
    inspector.go("/outbox")
    conflict = page.get_by_test_id("conflict").first
    expect(conflict).to_contain_text("您填的")
    expect(conflict).to_contain_text("墙面破损")
    expect(conflict).to_contain_text("服务器上已有")
    expect(conflict).to_contain_text("墙面已修补")
    conflict.get_by_test_id("conflict-seen").click()
    expect(page.get_by_test_id("conflict")).to_have_count(0)
    page.reload()
    expect(page.get_by_test_id("sync-card")).to_be_visible()
    expect(page.get_by_test_id("conflict")).to_have_count(0)


def test_whoever_leaves_with_unsent_work_is_asked_and_the_next_sees_only_a_number(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    inspector.be_offline()
    visit_id = start_at(inspector, "S04")
    judge(page, "CK-05", "pass")
    inspector.go("/me")
    page.get_by_test_id("sign-out").click()
    sheet = page.get_by_test_id("leave-sheet")
    sheet.get_by_test_id("leave-send").click()
    expect(sheet.locator("[data-blocked]")).to_be_visible(timeout=SLOW)
    sheet.get_by_test_id("leave-keep").click()
    others = page.get_by_test_id("others")
    expect(others).to_contain_text("另一用户 2 条未发送")
    expect(page.locator("body")).not_to_contain_text("督查员02")

    # Another user's login sends nothing of it; its own user's does, and signs out by itself.
    inspector.be_offline(False)
    inspector.enter("inspector01", PASSWORD)
    expect(page.locator("[data-sync]").first).to_have_attribute("data-sync", "synced", timeout=SLOW)
    assert served.ask("SELECT id FROM visits WHERE id = ?", visit_id) == []
    inspector.go("/me")
    page.get_by_test_id("sign-out").click()
    page.get_by_role("dialog").get_by_role("button", name="退出登录").click()
    expect(page.locator("input[type=password]")).to_be_visible(timeout=SLOW)
    inspector.enter("inspector02", PASSWORD)
    served.wait_for(("CK-05", "pass"), ANSWERED, visit_id)
