"""The outbox says how sending stands, in each state that it can be in."""

import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.journeys.checking import ANSWERED, SLOW, is_shown, judge, photograph, rests, start_at
from tests.journeys.conftest import PersonOf, Served, draw

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
PUSH, PULL, SYNC = "**/api/sync/push", "**/api/sync/pull", "**/api/sync/**"
UPLOADS = "**/api/uploads**"
PROBLEM = "application/problem+json"
Answer = Callable[[Route], None]
Json = dict[str, Any]


def stands(page: Page, word: str, says: str) -> None:
    card = page.get_by_test_id("sync-card")
    expect(card).to_have_attribute("data-standing", word, timeout=SLOW)
    expect(card).to_contain_text(says)


def send(page: Page) -> None:
    page.get_by_test_id("send-now").click()


def meets(page: Page, pattern: str, answer: Answer, word: str, says: str) -> None:
    """Sending meets such an answer, and the outbox tells it so."""
    page.context.route(pattern, answer)
    send(page)
    stands(page, word, says)
    page.context.unroute(pattern, answer)


def pushed(request: Request) -> Json:
    body = request.post_data_buffer or b""
    return json.loads(body if body.startswith(b"{") else zlib.decompress(body, 47))


def halts(code: str) -> Answer:
    def answer(route: Route) -> None:
        body = pushed(route.request)
        kept = {"epoch": body["epoch"], "last_seq": body["mutations"][0]["seq"] - 1}
        halt = {"code": code, "expected": None}
        told: Json = {"server_time": body["sent_at"], "halt": halt, "results": []}
        route.fulfill(json={**kept, **told})

    return answer


def settles(first: Json) -> Answer:
    """The first change gets this result, and what hangs on it is held back."""

    def answer(route: Route) -> None:
        body = pushed(route.request)
        root = body["mutations"][0]["uid"]
        held = {"status": "rejected", "code": "dependency-rejected", "root_uid": root}
        results = [
            {"seq": its["seq"], "uid": its["uid"], **(first if its["uid"] == root else held)}
            for its in body["mutations"]
        ]
        told = {"server_time": body["sent_at"], "halt": None, "results": results}
        last_seq = body["mutations"][-1]["seq"]
        route.fulfill(json={"epoch": body["epoch"], "last_seq": last_seq, **told})

    return answer


def cut(route: Route) -> None:
    route.abort("connectionreset")


def portal(route: Route) -> None:
    route.fulfill(status=200, body="<html>Wi-Fi</html>", content_type="text/html")


def busy(route: Route) -> None:
    problem = {"slug": "busy", "status": 503, "title": "busy"}
    route.fulfill(status=503, json=problem, content_type=PROBLEM, headers={"Retry-After": "600"})


def too_old(route: Route) -> None:
    problem = {"slug": "client-too-old", "status": 426, "title": "old"}
    route.fulfill(status=426, json=problem, content_type=PROBLEM)


def group(page: Page) -> Locator:
    return page.get_by_test_id("outbox-group").first


@pytest.mark.long
def test_the_outbox_walks_through_its_states_and_ends_with_a_receipt(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    inspector.be_offline()
    visit_id = start_at(inspector, "S01")
    judge(page, "CK-01")
    photograph(page, "CK-01", draw("states"))
    is_shown(page, "CK-01")
    inspector.go("/outbox")
    stands(page, "offline", "内容都在本机")
    # A check, an answer, a photo, its bytes, and once a device the key that signs its photos.
    expect(page.get_by_test_id("unsent")).to_contain_text("待发送 5 项")
    expect(group(page).locator("[data-state=saved]").first).to_contain_text("已存本机")

    page.context.route(SYNC, cut)
    inspector.be_offline(False)
    meets_trouble(page)
    assert served.ask("SELECT id FROM visits WHERE id = ?", visit_id) == []
    sends_at_last(page)
    assert served.ask(ANSWERED, visit_id) == [("CK-01", "pass")]

    page.context.route(PULL, too_old)
    page.reload()
    expect(page.locator("[data-notice=update]")).to_contain_text("请更新应用", timeout=SLOW)


def meets_trouble(page: Page) -> None:
    """A network, but no server of ours that takes anything: one reads why each time."""
    stands(page, "waiting", "暂时连不上服务器，内容都在本机")
    expect(group(page).locator("[data-state=queued]").first).to_contain_text("待发送")
    page.context.unroute(SYNC, cut)
    meets(page, SYNC, portal, "portal", "公共无线网")
    meets(page, SYNC, busy, "busy", "服务器忙")
    meets(page, PUSH, halts("server-behind"), "serverBehind", "服务器正在升级")
    expect(page.locator("[data-notice=serverBehind]")).to_contain_text("您不用处理")


def sends_at_last(page: Page) -> None:
    """First the text, then the photo, then the server's word on both."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.context.route(UPLOADS, hold)
    send(page)
    expect(page.get_by_test_id("progress")).to_contain_text("已发送 4/5 项", timeout=SLOW)
    expect(page.get_by_test_id("send-now")).to_contain_text("发送中")
    # Those that are held go first: what nobody routes any more is sent on by the browser.
    for route in held:
        route.continue_()
    page.context.unroute(UPLOADS, hold)
    expect(page.get_by_test_id("receipt")).to_contain_text("1 图", timeout=SLOW)
    expect(page.get_by_test_id("outbox-page")).to_contain_text("都送达了", timeout=SLOW)


@pytest.mark.long
def test_a_refusal_shows_what_the_server_has_and_is_not_passed_over_when_leaving(
    person: PersonOf,
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    row = {"id": "v", "state": "closed", "signer_name": "当班负责人", "note": ""}
    told = {"status": "rejected", "code": "stale-base", "title": "内容已被他人更新", "row": row}
    page.context.route(PUSH, settles(told))
    inspector.be_offline()
    start_at(inspector, "S01")
    for code in ("CK-05", "CK-06", "CK-07"):
        judge(page, code)
    inspector.be_offline(False)
    rests(page, "attention")
    inspector.go("/outbox")
    problem = page.get_by_test_id("problem")
    expect(problem.get_by_test_id("problem-reason")).to_contain_text("内容已被他人更新")
    expect(problem.get_by_test_id("server-now")).to_contain_text("已提交")
    expect(problem.get_by_test_id("server-now")).to_contain_text("当班负责人")

    inspector.go("/me")
    page.get_by_test_id("sign-out").click()
    sheet = page.get_by_test_id("leave-sheet")
    expect(sheet).to_contain_text("1 项需要处理，内容只在本机")
    expect(sheet.get_by_test_id("leave-send")).to_have_count(0)
    sheet.get_by_test_id("leave-settle").click()
    expect(problem).to_be_visible()

    # What is put away is neither sent nor called delivered while it can be taken back.
    problem.get_by_test_id("discard").click()
    expect(page.get_by_test_id("undo")).to_be_visible()
    expect(page.get_by_text("都送达了")).to_have_count(0)


@pytest.mark.long
def test_what_waits_for_an_administrator_is_not_called_the_users_to_do(person: PersonOf) -> None:
    inspector = person("inspector02")
    page = inspector.page
    page.context.route(PUSH, settles({"status": "parked"}))
    inspector.be_offline()
    start_at(inspector, "S01")
    judge(page, "CK-05")
    inspector.be_offline(False)
    rests(page, "attention")
    inspector.go("/outbox")
    expect(page.get_by_test_id("unsent")).to_contain_text("1 项等待管理员修复")
    parked = page.locator("[data-testid=problem][data-code=parked]")
    expect(parked).to_contain_text("修复后自动继续，您不用再填")
    expect(parked.get_by_test_id("export")).to_be_visible()
    for choice in ("mend", "resend", "discard"):
        expect(parked.get_by_test_id(choice)).to_have_count(0)
