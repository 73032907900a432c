"""The page behind the QR code: allow-listed fields, three verdicts, two languages, no sign-in."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.reports.models import Slip, SlipVersion
from server.reports.routes import verification
from tests.builders.device import Device
from tests.builders.slips import codes_on, pass_review, printable_order, rectified
from tests.builders.visits import closed_visit, issue
from tests.conftest import DeviceOf

HOST = "http://localhost"


@pytest.fixture(autouse=True)
def _fresh_limiter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "limiter", verification.Limiter(most=60, seconds=60))


@pytest.fixture
def anybody(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def order_id(runtime: Runtime, device_of: DeviceOf) -> str:
    return printable_order(runtime, device_of("ines"), 1, "A")


def address(device: Device, order_id: str) -> str:
    """What the code on a fresh print leads to, without the host."""
    (url,) = codes_on(device.http.get(f"/api/orders/{order_id}/slip").data)
    return url.removeprefix(HOST)


def verdict(client: FlaskClient, path: str) -> str:
    found = re.search(r'data-verdict="(\w+)"', client.get(path).text)
    assert found
    return found[1]


class _Texts(HTMLParser):
    """What a reader sees, apart from styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_hidden = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_hidden = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._is_hidden = False

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._is_hidden:
            self.found.append(data.strip())


def test_a_fresh_print_is_the_same_until_the_order_goes_on(
    runtime: Runtime, anybody: FlaskClient, device_of: DeviceOf, order_id: str
) -> None:
    path = address(device_of("ines"), order_id)
    assert verdict(anybody, path) == "same"
    rectified(runtime, device_of("stan"), order_id, 1)
    assert verdict(anybody, path) == "newer"
    newer = address(device_of("stan"), order_id)
    assert newer.split("?")[0] == path.split("?")[0]
    assert verdict(anybody, newer) == "same"


def test_a_slip_that_was_withdrawn_or_voided_is_good_for_nothing_in_any_version(
    anybody: FlaskClient, device_of: DeviceOf
) -> None:
    inspector, head = device_of("ines"), device_of("hugo")
    visit_id, _ = closed_visit(inspector, failing=("A",))
    order_id, _ = issue(inspector, visit_id, "A")
    before = address(inspector, order_id)
    assert head.do("order.withdraw", order_id=order_id, reason="开错了")["status"] == "applied"
    assert verdict(anybody, before) == "gone"
    assert verdict(anybody, address(inspector, order_id)) == "gone"
    page = anybody.get(before).text
    assert "已失效" in page
    assert "尚未办结" not in page
    assert verdict(anybody, f"{before.split('?')[0]}?h={'0' * 16}") == "unknown"


@pytest.mark.parametrize("h", ["", "0" * 16, "0" * 15, "zz", "'><script>"])
def test_a_hash_that_is_none_of_ours_cannot_be_verified(
    anybody: FlaskClient, device_of: DeviceOf, order_id: str, h: str
) -> None:
    path = address(device_of("ines"), order_id).split("?")[0]
    page = anybody.get(path, query_string={"h": h})
    assert (page.status_code, 'data-verdict="unknown"' in page.text) == (200, True)
    assert "<script" not in page.text


def test_a_part_of_the_right_hash_is_not_enough(
    anybody: FlaskClient, device_of: DeviceOf, order_id: str
) -> None:
    path = address(device_of("ines"), order_id)
    assert verdict(anybody, path[:-1]) == "unknown"


def test_nothing_but_the_allow_list_is_on_the_page(
    runtime: Runtime, clock: SetClock, anybody: FlaskClient, device_of: DeviceOf, order_id: str
) -> None:
    rectified(runtime, device_of("stan"), order_id, 1)
    clock.instant += timedelta(days=1)
    pass_review(device_of("rita"), order_id)
    path = address(device_of("ines"), order_id)
    assert _Texts(anybody.get(path).text).found == [
        *("督查落实单核验", "督查落实单核验", "English", "原件一致"),
        "纸面内容与系统当前记录一致。",
        *("单号", "蓝〔2026〕0001", "颜色", "蓝单", "当前状态", "已办结"),
        *("责任单位", "hall-team", "签发日期", "2026年5月6日", "办结日期", "2026年5月7日"),
        *("纸面校验码", path[-16:]),
        "本页只显示核验所需内容，不含个人信息。",
    ]


def test_its_source_names_no_person_no_place_and_no_id(
    runtime: Runtime, anybody: FlaskClient, device_of: DeviceOf, order_id: str
) -> None:
    rectified(runtime, device_of("stan"), order_id, 1)
    inspector = device_of("ines")
    page = anybody.get(address(inspector, order_id)).text.replace("hall-team", "")
    inspector.pull()
    order = inspector.rows("order")[order_id]
    hidden = {"site_name", "branch_name", "issuer_name", "issuer_id", "id", "visit_id", "site_id"}
    for name in hidden:
        assert not re.search(rf"\b{re.escape(order[name])}\b", page), name
    for word in ("Ines", "Stan", "签字的人", "原因在此", "Mend it", "Item A"):
        assert word not in page


def test_colour_is_told_by_word_and_shape_too(
    anybody: FlaskClient, device_of: DeviceOf, order_id: str
) -> None:
    page = anybody.get(address(device_of("ines"), order_id)).text
    assert '<path d="M3 3h18v18H3z"/>' in page
    assert "蓝单" in page


def test_english_by_the_readers_language_or_by_the_switch(
    anybody: FlaskClient, device_of: DeviceOf, order_id: str
) -> None:
    path = address(device_of("ines"), order_id)
    told = anybody.get(path, headers={"Accept-Language": "en-GB,en;q=0.9"}).text
    assert "Matches the original" in told
    assert '<html lang="en">' in told
    assert "原件一致" in anybody.get(path, headers={"Accept-Language": "fr"}).text
    english = re.search(r'href="(\?lang=en[^"]*)"', anybody.get(path).text)
    assert english
    switched = anybody.get(path.split("?")[0] + english[1].replace("&amp;", "&")).text
    assert 'data-verdict="same"' in switched
    assert "Blue" in switched
    assert "2026-05-06" in switched


def test_a_wrong_token_gets_a_friendly_page_and_404(anybody: FlaskClient) -> None:
    page = anybody.get("/v/AAAAAAAAAAAAAAAAAAAAAA?h=0123456789abcdef")
    assert page.status_code == 404
    assert "找不到这张督查落实单" in page.text
    assert page.mimetype == "text/html"


def test_robots_caches_and_scripts_are_kept_away(
    anybody: FlaskClient, device_of: DeviceOf, order_id: str
) -> None:
    for path in (address(device_of("ines"), order_id), "/v/none"):
        page = anybody.get(path)
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        assert '<meta name="robots" content="noindex, nofollow">' in page.text
        assert "Set-Cookie" not in page.headers


def test_who_asks_too_often_waits_and_others_do_not(anybody: FlaskClient, clock: SetClock) -> None:
    def ask(address: str) -> int:
        return anybody.get("/v/none", environ_base={"REMOTE_ADDR": address}).status_code

    assert [ask("192.0.2.1") for _ in range(61)] == [404] * 60 + [429]
    assert ask("192.0.2.2") == 404
    clock.instant += timedelta(seconds=2)
    assert [ask("192.0.2.1") for _ in range(3)] == [404, 404, 429]


def test_tokens_are_long_and_tell_nothing_of_the_order(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    inspector = device_of("ines")
    ids = [printable_order(runtime, inspector, 0) for _ in range(2)]
    for order_id in ids:
        address(inspector, order_id)
    with runtime.reading() as session:
        slips = {slip.id: slip.token for slip in session.scalars(select(Slip))}
    assert set(slips) == set(ids)
    assert all(re.fullmatch(r"[\w-]{22}", token) for token in slips.values())
    assert len(set(slips.values())) == 2


def test_the_version_that_was_printed_is_kept_word_by_word(
    runtime: Runtime, device_of: DeviceOf, order_id: str
) -> None:
    inspector, staff = device_of("ines"), device_of("stan")
    address(inspector, order_id)
    rectified(runtime, staff, order_id, 1)
    address(staff, order_id)
    with runtime.reading() as session:
        query = select(SlipVersion).order_by(SlipVersion.number)
        kept = [(its.number, its.content["state"]) for its in session.scalars(query)]
    assert kept == [(1, "已送达，待签收"), (2, "待审核")]
