"""An administrator adds a channel and a rule; a reader marks all read and sets his own ways."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7bbb-4bc4-97a0-0ec2sifa5aaa"
UNREAD = """SELECT count(*) FROM notices JOIN users ON users.id = notices.user_id
WHERE users.login = 'site01' AND read_at IS NULL"""


def test_an_administrator_adds_a_channel_and_a_rule(person: PersonOf) -> None:
    admin = person("admin", is_phone=False)
    admin.go("/channels")
    page = admin.page
    page.get_by_test_id("add-channel").click()
    page.get_by_test_id("channel-name").fill("督导组群")
    page.get_by_test_id("channel-address").fill("https://example.com/hook")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("不符合该消息方式的格式")
    page.get_by_test_id("channel-address").fill(WECOM)
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    card = page.get_by_test_id("channel")
    expect(card).to_contain_text("qyapi.weixin.qq.com/…5aaa")
    assert "693a91f6" not in page.content()

    page.get_by_test_id("add-rule").click()
    page.get_by_test_id("rule-kind").select_option("order_delivered")
    page.get_by_role("dialog").get_by_label("督导组群").check()
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.get_by_test_id("rules")).to_contain_text("督查单送达 → 所有角色")
    card.get_by_test_id("toggle-channel").click()
    expect(card).to_contain_text("已停用")


def test_a_reader_marks_all_read_takes_it_back_and_sets_his_own(
    served: Served, person: PersonOf
) -> None:
    reader = person("site01")
    reader.go("/notices")
    page, unread = reader.page, served.value(UNREAD)
    assert unread > 0
    page.get_by_test_id("read-all").click()
    expect(page.locator("[data-unread=true]")).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("[data-unread=true]")).to_have_count(unread)
    assert served.value(UNREAD) == unread
    page.get_by_test_id("read-all").click()
    page.get_by_test_id("to-ways").click()
    served.wait_for((0,), UNREAD)
    push = page.get_by_test_id("push")
    expect(push).to_have_attribute("data-state", re.compile("notOffered|unsupported|denied"))
    page.get_by_label("使用自己的时段").check()
    own = "SELECT quiet_begins, quiet_ends FROM notice_preferences"
    served.wait_for((1320, 420), own)
