"""Devices and rescue: a lost phone wipes itself; a retired one gives its work to the office."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Person, PersonOf, Served
from tests.journeys.test_outbox_settling import ANSWERED, judge, start_at

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]
SLOW = 40_000
WIPED_MS = 10_000
PASSPHRASE = "望溪站二〇二六冬"
STATE = "SELECT revoked_reason FROM sync_clients WHERE id = ?"
# What is left of a person in the browser: databases, and keys beside them.
LEFT = """async () => {
  const databases = (await indexedDB.databases()).map(({ name }) => name);
  return [...databases.filter((name) => name !== 'ducha-device'), ...Object.keys(localStorage)];
}"""
OWN = """async () => {
  const { name } = (await indexedDB.databases()).find(({ name }) => /^ducha-demo-/.test(name));
  const open = indexedDB.open(name);
  const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const asked = database.transaction('meta').objectStore('meta').get('client_id');
  const found = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  database.close();
  return found.body;
}"""


def device_row(admin: Person, client_id: str) -> Locator:
    admin.go("/devices")
    return admin.page.locator(f"[data-client='{client_id}']")


def test_a_phone_reported_lost_is_wiped_at_its_next_contact(
    served: Served, person: PersonOf
) -> None:
    inspector, admin = person("inspector01"), person("admin", is_phone=False)
    page = inspector.page
    client_id = page.evaluate(OWN)
    inspector.be_offline()
    start_at(inspector, "S05")
    judge(page, "CK-05", "pass")

    row = device_row(admin, client_id)
    row.get_by_test_id("device-lost").click()
    sheet = admin.page.get_by_role("dialog")
    expect(sheet).to_contain_text("没有发送的内容也会一并清除")
    sheet.get_by_role("button", name="报失").click()
    served.wait_for(("lost",), STATE, client_id)
    expect(row.locator("[data-state=lost]")).to_be_visible(timeout=SLOW)
    expect(row.locator("[data-lost=untold]")).to_be_visible()
    expect(row.get_by_test_id("device-readmit")).to_be_visible()

    inspector.be_offline(False)
    expect(page.get_by_test_id("lost")).to_contain_text("已全部清除", timeout=WIPED_MS)
    expect(page.get_by_role("alert")).to_have_count(1)
    # It has nothing left that could be taken back, and the office is told so.
    row = device_row(admin, client_id)
    expect(row.locator("[data-lost=wiped]")).to_contain_text("不能恢复")
    expect(row.get_by_test_id("device-readmit")).to_have_count(0)
    left = page.evaluate(LEFT)
    assert [name for name in left if re.search(r"ducha-(demo|photos)|worked|beat", name)] == []
    page.reload()
    expect(page.locator("input[type=password]")).to_be_visible()


def export_rescue(person: Person, path: Path) -> None:
    page = person.page
    page.get_by_test_id("retired-export").click()
    page.get_by_test_id("export-passphrase").fill("1234567")
    page.get_by_role("dialog").get_by_role("button", name="加密并导出").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("至少 8 个字符")
    page.get_by_test_id("export-passphrase").fill(PASSPHRASE)
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("button", name="加密并导出").click()
    download.value.save_as(path)


def import_rescue(admin: Person, path: Path, *, applied: int, known: int) -> None:
    page = admin.page
    admin.go("/rescue")
    page.get_by_test_id("rescue-file").set_input_files(path)
    page.get_by_test_id("rescue-passphrase").fill("nope nope nope")
    page.get_by_test_id("rescue-open").click()
    expect(page.locator("[data-failure=wrong-passphrase]")).to_be_visible(timeout=SLOW)
    page.get_by_test_id("rescue-passphrase").fill(PASSPHRASE)
    page.get_by_test_id("rescue-open").click()
    preview = page.get_by_test_id("rescue-preview")
    expect(preview).to_contain_text("inspector02", timeout=SLOW)
    preview.get_by_test_id("rescue-import").click()
    expect(page.get_by_test_id("rescue-done")).to_contain_text("导入完成", timeout=SLOW)
    counts = dict(
        zip(
            preview.locator("dt").all_inner_texts(),
            preview.locator("dd").all_inner_texts(),
            strict=True,
        )
    )
    assert (counts["已生效"], counts["服务器上已有，未重复"]) == (str(applied), str(known))


def test_a_retired_phone_exports_its_work_and_the_office_imports_it_without_duplicates(
    served: Served, person: PersonOf, tmp_path: Path
) -> None:
    inspector, admin = person("inspector02"), person("admin", is_phone=False)
    page = inspector.page
    client_id = page.evaluate(OWN)
    inspector.be_offline()
    visit_id = start_at(inspector, "S06")
    judge(page, "CK-05", "pass")
    judge(page, "CK-06", "fail")

    device_row(admin, client_id).get_by_test_id("device-retire").click()
    admin.page.get_by_test_id("reason-text").fill("员工调岗")
    admin.page.get_by_role("dialog").get_by_role("button", name="停用").click()
    served.wait_for(("retired",), STATE, client_id)

    inspector.be_offline(False)
    expect(page.locator("[data-sync=retired]").first).to_be_visible(timeout=SLOW)
    inspector.go("/outbox")
    expect(page.get_by_test_id("retired")).to_contain_text("本机已被停用")
    export_rescue(inspector, tmp_path / "phone.rescue")
    assert served.ask("SELECT id FROM visits WHERE id = ?", visit_id) == []

    import_rescue(admin, tmp_path / "phone.rescue", applied=3, known=0)
    answers = served.ask(ANSWERED, visit_id)
    assert answers == [("CK-05", "pass"), ("CK-06", "fail")]
    import_rescue(admin, tmp_path / "phone.rescue", applied=0, known=3)
    assert served.ask(ANSWERED, visit_id) == answers
    assert served.value("SELECT count(*) FROM visits WHERE id = ?", visit_id) == 1

    page.get_by_test_id("retired-wipe").click()
    page.get_by_role("dialog").get_by_role("button", name="全部清除").click()
    expect(page.locator("input[type=password]")).to_be_visible(timeout=SLOW)
    assert [name for name in page.evaluate(LEFT) if "ducha-demo" in name] == []
