"""Scenarios 23 and 25 in a browser: storage that is full, that is lost, that was cleared."""

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.journeys.checking import (
    ANSWERED,
    chosen,
    is_shown,
    judge,
    photograph,
    rests,
    slot,
    start_at,
)
from tests.journeys.conftest import Person, PersonOf, Served, draw

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
MEGABYTE = 1024 * 1024
USAGE = "async () => (await navigator.storage.estimate()).usage"
# How much of photos lies on this phone: rows about them, and their bytes.
KEPT_PHOTOS = """async () => {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  const name = names.find((its) => its.startsWith('ducha-photos-'));
  const request = indexedDB.open(name);
  const database = await new Promise((done) => { request.onsuccess = () => done(request.result); });
  const count = (table) => new Promise((done) => {
    const counting = database.transaction(table).objectStore(table).count();
    counting.onsuccess = () => done(counting.result);
  });
  const found = [await count('infos'), await count('bytes')];
  database.close();
  return found;
}"""


def set_quota(link: CDPSession, address: str, size: int | None) -> None:
    """How much this origin may store; None: as much as the disk holds."""
    given = {} if size is None else {"quotaSize": size}
    link.send("Storage.overrideQuotaForOrigin", {"origin": address, **given})


def test_scenario_23_full_storage_refuses_the_photo_clearly_and_keeps_room_for_answers(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    visit_id = start_at(inspector, "S01")
    judge(page, "CK-01")
    link = page.context.new_cdp_session(page)
    set_quota(link, served.address, int(page.evaluate(USAGE)) + 20 * MEGABYTE)
    photograph(page, "CK-01", draw("full"))
    fault = slot(page, "CK-01").get_by_role("alert")
    expect(fault).to_contain_text("手机存储空间不足")
    expect(fault).to_contain_text("照片没有保存")
    expect(slot(page, "CK-01").locator("button.shot")).to_have_count(0)
    assert page.evaluate(KEPT_PHOTOS) == [0, 0]
    judge(page, "CK-05")
    served.wait_for((2,), "SELECT count(*) FROM answers WHERE visit_id = ?", visit_id)
    assert served.ask("SELECT id FROM photos WHERE subject_id = ?", visit_id) == []

    # Now not even text fits: that is said, and what was there stays.
    set_quota(link, served.address, 1)
    judge(page, "CK-06")
    expect(page.get_by_role("alert").filter(has_text="没有保存").first).to_be_visible()
    set_quota(link, served.address, None)
    judge(page, "CK-06", "pass")
    photograph(page, "CK-01", draw("full"))
    is_shown(page, "CK-01")
    assert page.evaluate(KEPT_PHOTOS) == [1, 1]
    sql = "SELECT count(*), sum(blob = 'present') FROM photos WHERE subject_id = ?"
    served.wait_for((1, 1), sql, visit_id)
    served.wait_for((3,), "SELECT count(*) FROM answers WHERE visit_id = ?", visit_id)


def storage_process(person: Person) -> int:
    """The browser's process that holds all databases of this profile open."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        words = entry.read_bytes().decode(errors="replace")
        if "storage.mojom.StorageService" in words and person.has_process(words):
            return int(entry.parent.name)
    raise LookupError("no storage process")


def notice(page: Page) -> None:
    expect(page.locator("[data-notice=evicted]")).to_contain_text("浏览器清除过本机数据")


def test_scenario_25_a_browser_that_has_cleared_the_databases_is_told_apart_from_an_empty_phone(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    sent = start_at(inspector, "S01")
    served.wait_for((sent,), "SELECT id FROM visits WHERE id = ?", sent)
    rests(page)
    link = page.context.new_cdp_session(page)
    origin = {"origin": served.address, "storageTypes": "indexeddb"}
    link.send("Storage.clearDataForOrigin", origin)
    inspector.go("/")
    notice(page)
    rests(page)
    inspector.go(f"/visits/{sent}/check")
    expect(chosen(page, "CK-05", "pass")).to_be_visible()
    page.locator("[data-notice=evicted]").get_by_role("button", name="知道了").click()
    judge(page, "CK-05")
    served.wait_for(("CK-05", "pass"), ANSWERED, sent)
    page.reload()
    rests(page)
    expect(page.locator("[data-notice=evicted]")).to_have_count(0)
