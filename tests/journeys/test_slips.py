"""A slip on paper: made on the phone, its QR code opened by somebody who is not signed in."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.builders.slips import codes_on, texts_of
from tests.journeys.conftest import PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]


@pytest.mark.clause("Q1-A1.蓝")
def test_a_unit_takes_its_slip_and_a_stranger_verifies_it(
    served: Served, person: PersonOf, tmp_path: Path
) -> None:
    order_id = served.value("SELECT id FROM orders WHERE colour = 'blue' AND state = 'closed'")
    number = served.value("SELECT number FROM orders WHERE id = ?", order_id)
    reviewer = person("reviewer01", is_phone=False)
    reviewer.go(f"/orders/{order_id}")
    button = reviewer.page.get_by_test_id("open-paper")
    with reviewer.page.expect_download() as taken:
        button.click()
    assert taken.value.suggested_filename == f"{number}.pdf"
    taken.value.save_as(tmp_path / "slip.pdf")
    pdf = (tmp_path / "slip.pdf").read_bytes()
    assert number in texts_of(pdf)[0]
    (url,) = codes_on(pdf)
    stranger = person("site01").page.context.browser
    assert stranger
    page = stranger.new_context(locale="zh-CN").new_page()
    page.goto(url)
    expect(page.locator("body")).to_contain_text("原件一致")
    expect(page.locator("body")).to_contain_text(number)
    reviewer.be_offline()
    expect(button).to_be_disabled()
    expect(reviewer.page.get_by_test_id("paper-note")).to_contain_text("需要联网")
