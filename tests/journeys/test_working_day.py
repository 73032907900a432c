"""One working day: from the phone in a basement to the reviewed order, by four people."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = pytest.mark.journey

ITEMS = [f"CK-{number:02d}" for number in range(1, 19)]
PHOTO_ITEMS = ("CK-01", "CK-02", "CK-03")
HALL = "望溪中心营业厅"


def judge(page: Page, code: str, result: str) -> None:
    card = page.get_by_test_id(f"item-{code}")
    card.locator(f"[data-result={result}]").click()
    expect(card.locator(f"[data-result={result}]")).to_have_attribute("aria-checked", "true")


def photograph(person: Person, code: str) -> None:
    slot = person.page.get_by_test_id(f"photos-{code}")
    person.shoot(lambda: slot.locator("button.add").click(), code)
    expect(slot.locator("button.shot")).to_have_count(1, timeout=15_000)


def fail(person: Person, code: str, note: str) -> None:
    judge(person.page, code, "fail")
    person.page.get_by_test_id(f"note-{code}").locator("textarea").fill(note)
    photograph(person, code)


def check_items(person: Person, codes: list[str], failing: dict[str, str]) -> None:
    for code in codes:
        if code in failing:
            fail(person, code, failing[code])
        else:
            judge(person.page, code, "pass")
            if code in PHOTO_ITEMS:
                photograph(person, code)


def quota(served: Served, kind: str, unit: str) -> int:
    sql = "SELECT done FROM quotas WHERE kind = ? AND unit_name = ? ORDER BY period DESC"
    return served.value(sql, kind, unit)


def test_explore(served: Served, person: PersonOf) -> None:
    inspector = person("inspector01")
    page = inspector.page
    inspector.picture("01-today")
    inspector.be_offline()
    task = served.value(
        "SELECT id FROM tasks WHERE site_name = ? AND state = 'open'", HALL
    )
    page.get_by_test_id(f"task-{task}").click()
    expect(page.get_by_test_id("check-in")).to_be_visible()
    inspector.picture("02-check-in")
    page.get_by_test_id("start").click()
    expect(page.get_by_test_id("checklist")).to_be_visible()
    inspector.picture("03-checklist")
    failing = {"CK-04": "饮水区地面有积水"}
    check_items(inspector, ITEMS[:9], failing)
    inspector.picture("04-half")
    page.reload()
    expect(page.get_by_test_id("item-CK-04").locator("[data-result=fail]")).to_have_attribute(
        "aria-checked", "true"
    )
    inspector.picture("05-reloaded")
    check_items(inspector, ITEMS[9:], failing)
    page.get_by_test_id("to-summary").click()
    inspector.picture("06-summary")
