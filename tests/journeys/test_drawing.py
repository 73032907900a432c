"""A draw in the office: the wizard with its proof, a replacement, and one row altered behind it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from server.planning.rules.seeds import commitment_of
from tests.journeys.conftest import ROOT, Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]

SLOW = 40_000
SERVICES = 900
KINDS = ("安检", "维修", "装表")


@pytest.mark.clause("W1-10(3).3")
def test_a_draw_is_committed_frozen_made_and_proved_until_somebody_alters_a_row(
    served: Served, person: PersonOf
) -> None:
    serve(served)
    head = person("grouphead", is_phone=False)
    page = head.page
    commit(head)
    expect(step(page, "committed").locator("code")).to_have_count(1, timeout=SLOW)
    commitment = told(page, "commitment")
    assert page.locator("[data-hash=seed]").count() == 0
    page.get_by_test_id("freeze-draw").click()
    expect(page.locator("[data-hash=population]")).to_be_visible(timeout=SLOW)
    expect(page.get_by_test_id("draw-strata")).to_contain_text("300")
    page.get_by_test_id("make-draw").click()
    page.get_by_test_id("make-sheet").locator("button[type=submit]").click()
    expect(page.locator("[data-hash=seed]")).to_be_visible(timeout=SLOW)
    assert commitment_of(told(page, "seed")) == commitment
    expect(page.get_by_test_id("pick")).to_have_count(27 + 6)
    replace(page)
    prove(page, is_right=True)
    draw_id = page.url.rsplit("/", 1)[1]
    assert verified(served, draw_id) == 0
    with closing(sqlite3.connect(served.data_dir / "ducha.sqlite3")) as link, link:
        link.execute("UPDATE service_records SET kind = '安检' WHERE reference = 'FW000001'")
    prove(page, is_right=False)
    expect(page.locator("[data-check=rows]")).to_have_class("wrong")
    expect(page.get_by_test_id("draw-changes")).to_contain_text("被改动")
    assert verified(served, draw_id) == 1


def serve(served: Served) -> None:
    """A month of services of one team, as an import leaves them."""
    org, unit = served.ask("SELECT org, id FROM units WHERE kind = 'team' ORDER BY code")[0]
    month = previous_month(served)
    names = "org, unit_id, period, kind, district, served_on, reference, import_id"
    rows = [
        (org, unit, month, KINDS[n % 3], "东区", f"{month}-15", f"FW{n:06d}", "journey")
        for n in range(SERVICES)
    ]
    with closing(sqlite3.connect(served.data_dir / "ducha.sqlite3")) as link, link:
        marks = ", ".join("?" * 8)
        link.executemany(f"INSERT INTO service_records ({names}) VALUES ({marks})", rows)


def previous_month(served: Served) -> str:
    """The month that the form offers first."""
    today = date.fromisoformat(served.value("SELECT date('now', '+8 hours')"))
    year, month = divmod(today.year * 12 + today.month - 2, 12)
    return f"{year:04d}-{month + 1:02d}"


def commit(head: Person) -> None:
    page = head.page
    head.go("/draws")
    page.get_by_test_id("new-draw").click()
    page.get_by_test_id("commit-draw").click()
    expect(page.get_by_role("alert").first).to_contain_text("请填写名称")
    page.get_by_test_id("draw-title").fill("上月服务抽样")
    page.get_by_test_id("commit-draw").click()


def step(page: Page, name: str) -> Locator:
    return page.locator(f"[data-step={name}]")


def told(page: Page, name: str) -> str:
    return page.locator(f"[data-hash={name}] code").inner_text()


def replace(page: Page) -> None:
    """The first of the sample cannot be reached; the first reserve stands in."""
    pick = page.get_by_test_id("pick").first
    pick.get_by_test_id("replace-pick").click()
    sheet = page.get_by_test_id("replace-sheet")
    sheet.locator("button[type=submit]").click()
    expect(sheet.get_by_role("alert")).to_be_visible()
    sheet.locator("textarea").fill("三次未接通")
    sheet.locator("button[type=submit]").click()
    expect(pick).to_have_attribute("data-state", "replaced", timeout=SLOW)
    expect(page.get_by_text("替换第 1 个")).to_be_visible()


def prove(page: Page, *, is_right: bool) -> None:
    page.get_by_test_id("prove-draw").click()
    told = page.get_by_test_id("draw-proof")
    expect(told).to_have_attribute("data-right", str(is_right).lower(), timeout=SLOW)


def verified(served: Served, draw_id: str) -> int:
    """What the command ends with."""
    command = [sys.executable, "-m", "server.cli", "draw", "verify", draw_id]
    env = {**os.environ, "DUCHA_DATA": str(served.data_dir)}
    return subprocess.run(command, cwd=ROOT, env=env, check=False, capture_output=True).returncode
