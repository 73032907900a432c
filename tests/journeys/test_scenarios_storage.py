"""Scenarios 23 and 25 in a browser: storage that is full, that is lost, that was cleared."""

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.checking import (
    ANSWERED,
    SLOW,
    chosen,
    is_shown,
    judge,
    photograph,
    rests,
    slot,
    start_at,
)
from tests.journeys.conftest import Person, PersonOf, Served, draw
from tests.journeys.debugging import debugger_of

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]
# The browser says that 20 MB are left: less than what is kept free for text.
SHORT = """() => {
  const estimate = async () => ({ quota: 100_000_000, usage: 80_000_000 });
  navigator.storage.estimate = estimate;
}"""
# The browser says that all is well, and then takes nothing as large as a photo.
FULL = """() => {
  navigator.storage.estimate = async () => ({ quota: 10_000_000_000, usage: 1_000_000 });
  window.isFull = true;
  const { put, add } = IDBObjectStore.prototype;
  const guarded = (write) => function (value, ...rest) {
    const isLarge = window.isFull && value?.bytes?.byteLength > 5_000;
    if (isLarge) throw new DOMException('The disk is full.', 'QuotaExceededError');
    return write.call(this, value, ...rest);
  };
  Object.assign(IDBObjectStore.prototype, { put: guarded(put), add: guarded(add) });
}"""
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


def photo_is_refused(page: Page, code: str) -> None:
    photograph(page, code, draw("full"))
    fault = slot(page, code).get_by_role("alert")
    expect(fault).to_contain_text("手机存储空间不足", timeout=SLOW)
    expect(fault).to_contain_text("照片没有保存")
    expect(slot(page, code).locator("button.shot")).to_have_count(0)
    assert page.evaluate(KEPT_PHOTOS) == [0, 0]


def test_scenario_23_full_storage_refuses_the_photo_clearly_and_keeps_the_answers(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    visit_id = start_at(inspector, "S01")
    judge(page, "CK-01")
    page.evaluate(SHORT)
    photo_is_refused(page, "CK-01")
    judge(page, "CK-05")
    # Where the estimate promises room that there is not, the disk itself says so.
    page.evaluate(FULL)
    photo_is_refused(page, "CK-01")
    judge(page, "CK-06")
    answers = "SELECT count(*) FROM answers WHERE visit_id = ?"
    served.wait_for((3,), answers, visit_id)
    assert served.ask("SELECT id FROM photos WHERE subject_id = ?", visit_id) == []

    # With room again the same photo is taken once more, and arrives.
    page.evaluate("() => { window.isFull = false; }")
    photograph(page, "CK-01", draw("full"))
    is_shown(page, "CK-01")
    assert page.evaluate(KEPT_PHOTOS) == [1, 1]
    sql = "SELECT count(*), sum(blob = 'present') FROM photos WHERE subject_id = ?"
    served.wait_for((1, 1), sql, visit_id)


def storage_process(person: Person) -> int:
    """The browser's process that holds all databases of its profile open."""
    browser = person.browser_pid()
    for entry in Path("/proc").glob("[0-9]*"):
        is_storage = "storage.mojom.StorageService" in _read(entry / "cmdline")
        # The browser starts it by a process that it keeps for starting others.
        if is_storage and browser in (_parent(int(entry.name)), _parent(_parent(int(entry.name)))):
            return int(entry.name)
    raise LookupError("the browser has no storage process")


def _parent(pid: int) -> int:
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(") ")[2].split()
    return int(fields[1]) if fields else 0


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def test_scenario_25_a_lost_connection_to_the_databases_is_opened_again(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    inspector.be_offline()
    visit_id = start_at(inspector, "S01")
    judge(page, "CK-05")
    os.kill(storage_process(inspector), signal.SIGKILL)
    judge(page, "CK-06")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.reload()
    for code in ("CK-05", "CK-06"):
        expect(chosen(page, code, "pass")).to_have_attribute("aria-checked", "true")
    inspector.be_offline(False)
    served.wait_for((2,), "SELECT count(*) FROM answers WHERE visit_id = ?", visit_id)
    rests(page)


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
    origin = {"origin": served.address, "storageTypes": "indexeddb"}
    debugger_of(page).send("Storage.clearDataForOrigin", origin)
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
