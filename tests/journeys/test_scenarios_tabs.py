"""Scenarios 20 and 22 in a browser: two tabs of one person, and two people on one phone."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from server.demo.people import PASSWORD
from tests.journeys.checking import ANSWERED, SLOW, judge, rests, start_at
from tests.journeys.conftest import PersonOf, Served
from tests.journeys.debugging import debugger_of

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]
PUSH = "**/api/sync/push"
# What the tab that syncs leaves every five seconds; 90 seconds of silence mean that it is frozen.
LAST_BEAT = """() => {
  const key = Object.keys(localStorage).find((its) => its.endsWith('-beat'));
  return Number(localStorage.getItem(key));
}"""
AGE_BEAT = """() => {
  const key = Object.keys(localStorage).find((its) => its.endsWith('-beat'));
  const aged = Number(localStorage.getItem(key)) - 100_000;
  localStorage.setItem(key, String(aged));
  return aged;
}"""


def freeze(page: Page) -> Callable[[], None]:
    """Nothing of the page runs any more, and it keeps what it holds; returns the way back.

    The debugger does it, since a browser without a screen freezes no page that is visible.
    """
    link, stops = debugger_of(page), list[object]()

    def note(event: object) -> None:
        stops.append(event)

    link.on("Debugger.paused", note)
    link.send("Debugger.enable")
    page.evaluate("() => { setTimeout(() => { window.isThawed = true; }, 100); }")
    link.send("Debugger.pause")
    for _ in range(50):
        if stops:
            return lambda: link.send("Debugger.resume")
        page.wait_for_timeout(50)
    raise TimeoutError("the page does not stop")


def held_push(page: Page) -> list[Route]:
    """The tab's next pushes hang: its round goes on, and it keeps the lock."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(PUSH, hold)
    return held


def test_scenario_20_a_frozen_tab_with_the_lock_holds_nobody_up_and_doubles_nothing(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    held = held_push(page)
    visit_id = start_at(inspector, "S03")
    judge(page, "CK-05")
    assert held
    thaw = freeze(page)

    second = page.context.new_page()
    second.goto(f"{served.address}/outbox")
    send = second.get_by_test_id("send-now")
    send.click()
    second.wait_for_timeout(1_500)
    assert served.ask("SELECT id FROM visits WHERE id = ?", visit_id) == []
    aged = second.evaluate(AGE_BEAT)
    second.wait_for_timeout(5_500)
    assert second.evaluate(LAST_BEAT) == aged
    send.click()
    served.wait_for(("CK-05", "pass"), ANSWERED, visit_id)
    rests(second)

    thaw()
    for route in held:
        route.continue_()
    page.unroute(PUSH)
    judge(page, "CK-06")
    served.wait_for((2,), "SELECT count(*) FROM answers WHERE visit_id = ?", visit_id)
    rests(page)
    expect(second.get_by_test_id("problem")).to_have_count(0)
    journal = "SELECT command, count(*) FROM journal WHERE args LIKE ? GROUP BY command"
    counts = dict(served.ask(journal, f"%{visit_id}%"))
    assert counts == {"visit.start": 1, "visit.answer": 2}


def count_pushes(page: Page) -> list[str]:
    """Grows with every push that leaves this browser."""
    pushes: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/api/sync/push"):
            pushes.append(request.url)

    page.context.on("request", note)
    return pushes


def sign_out_in_mid_push(page: Page) -> None:
    """The server takes the next push, but the phone hears that its login has ended."""

    def answer(route: Route) -> None:
        route.fetch()
        page.context.clear_cookies()
        body = {"slug": "signed-out", "status": 401, "title": "请先登录"}
        route.fulfill(status=401, json=body, content_type="application/problem+json")

    page.route(PUSH, answer, times=1)


def leave_with_work(page: Page) -> None:
    """Sign out although something is unsent, which stays on this phone."""
    page.get_by_text("稍后再登录").click()
    page.get_by_test_id("sign-out").click()
    page.get_by_test_id("leave-keep").click()
    expect(page.get_by_test_id("others")).to_contain_text("未发送")


def leave(page: Page) -> None:
    page.get_by_test_id("sign-out").click()
    page.get_by_role("dialog").get_by_role("button", name="退出登录").click()
    expect(page.locator("input[type=password]")).to_be_visible(timeout=SLOW)


def statuses(served: Served, visit_id: str) -> list[str]:
    """What the server has told the phone about each command that concerns this visit."""
    sql = "SELECT r.result FROM sync_results r JOIN journal j ON j.uid = r.uid WHERE j.args LIKE ?"
    return [json.loads(row)["status"] for (row,) in served.ask(sql, f"%{visit_id}%")]


def test_scenario_22_work_cut_by_a_sign_out_waits_for_its_own_user(
    served: Served, person: PersonOf
) -> None:
    phone = person("inspector02")
    page = phone.page
    phone.be_offline()
    visit_id = start_at(phone, "S04")
    judge(page, "CK-05")
    sign_out_in_mid_push(page)
    phone.be_offline(False)
    rests(page, "signedOut")
    assert served.ask(ANSWERED, visit_id) == [("CK-05", "pass")]
    judge(page, "CK-06")
    phone.go("/me")
    leave_with_work(page)

    pushes = count_pushes(page)
    phone.enter("inspector01", PASSWORD)
    rests(page)
    expect(page.locator("body")).not_to_contain_text("督查员02")
    assert pushes == []
    phone.go("/me")
    leave(page)
    phone.enter("inspector02", PASSWORD)
    served.wait_for((2,), "SELECT count(*) FROM answers WHERE visit_id = ?", visit_id)
    rests(page)
    assert pushes
    owners = "SELECT u.login FROM visits v JOIN users u ON u.id = v.inspector_id WHERE v.id = ?"
    assert served.ask(owners, visit_id) == [("inspector02",)]
    assert statuses(served, visit_id) == ["applied"] * 3
