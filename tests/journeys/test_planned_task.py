"""From a month's plan to a result that comes late: four people, one of them without a network."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from server.core.clock import CHINA
from server.demo.ids import user_id
from tests.journeys.checking import SLOW, judge
from tests.journeys.conftest import Person, PersonOf, Served

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]

SITE = "望溪南营业厅"
ITEMS = [f"SK-{number:02d}" for number in range(1, 19)]
TASK = "SELECT id FROM tasks WHERE site_name = ? AND plan_id = ? AND state = 'open'"


def confirm(page: Page) -> None:
    page.get_by_role("dialog").locator("button[type=submit]").click()


def begin_plan(branch: Person) -> str:
    """Next month's, which may have been drafted for the branch by then; returns the plan's id."""
    page = branch.page
    soon = datetime.now(CHINA).replace(day=1) + timedelta(days=32)
    branch.go("/plans?tab=plans")
    page.get_by_test_id("new-plan").click()
    page.get_by_test_id("plan-year").fill(str(soon.year))
    page.get_by_test_id("plan-month").select_option(str(soon.month))
    confirm(page)
    page.wait_for_url(re.compile(r"/plans/[0-9a-f-]{36}"), timeout=SLOW)
    return page.url.split("/plans/")[1]


def write_plan(branch: Person, served: Served) -> str:
    """One check of the hall by the writer himself; returns the plan's id."""
    page, plan = branch.page, begin_plan(branch)
    assert begin_plan(branch) == plan, "a month is begun once and gone on with"
    page.get_by_test_id("plan-goals").fill("下月重点检查营业厅")
    for line in page.get_by_test_id("plan-line").all():
        line.get_by_role("button", name="删除").click()
    page.get_by_test_id("add-line").click()
    page.get_by_test_id("site-S03").click()
    page.get_by_test_id("line-template").select_option(label="神秘客户访问记录表")
    page.get_by_test_id("line-level").select_option("company")
    page.get_by_test_id("line-assignee").select_option(user_id("branch01"))
    branch.picture("plan-written")
    page.get_by_test_id("submit-plan").click()
    confirm(page)
    served.wait_for(("submitted",), "SELECT state FROM plans WHERE id = ?", plan)
    return plan


def approve(head: Person, plan: str) -> None:
    head.go(f"/plans/{plan}")
    head.page.get_by_test_id("approve-plan").click(timeout=SLOW)
    confirm(head.page)
    expect(head.page.locator("[data-state=approved]")).to_be_visible(timeout=SLOW)


def hand_over(head: Person, task: str, to: str) -> None:
    page = head.page
    head.go("/plans?tab=tasks")
    page.get_by_test_id(f"select-{task}").click(timeout=SLOW)
    page.get_by_test_id("hand-over").click()
    page.get_by_test_id(f"to-{user_id(to)}").click()
    page.get_by_test_id("reason-text").fill("临时出差")
    confirm(page)
    expect(page.get_by_role("status").filter(has_text="已移交 1 项")).to_be_visible(timeout=SLOW)
    head.picture("plan-handed-over")


def acknowledge(phone: Person, served: Served, task: str) -> None:
    page = phone.page
    phone.stand_at(SITE)
    phone.go("/tasks")
    page.get_by_test_id("acknowledge").first.wait_for(timeout=SLOW)
    card = page.locator("article", has=page.get_by_test_id(f"task-{task}"))
    card.get_by_test_id("acknowledge").click(timeout=SLOW)
    seen = "SELECT acknowledged_at IS NOT NULL FROM tasks WHERE id = ?"
    served.wait_for((1,), seen, task)
    phone.picture("plan-my-tasks")


def begin_offline(phone: Person, task: str) -> str:
    page = phone.page
    phone.be_offline()
    page.get_by_test_id(f"task-{task}").click()
    page.get_by_test_id("start").click()
    page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}/check"))
    return page.url.split("/visits/")[1].split("/")[0]


def finish(phone: Person) -> None:
    page = phone.page
    for code in ITEMS:
        judge(page, code)
    page.get_by_test_id("to-summary").click()
    page.get_by_test_id("signer-name").fill("当班负责人")
    phone.sign()
    page.get_by_test_id("go-on").click()
    expect(page.get_by_test_id("done")).to_be_visible()


@pytest.mark.clause("W1-9(2)a", "W1-9(2)b")
def test_a_task_of_an_approved_plan_is_handed_over_and_the_late_result_settles_it(
    served: Served, person: PersonOf
) -> None:
    plan = write_plan(person("branch01", is_phone=False), served)
    head, phone = person("grouphead", is_phone=False), person("branch01")
    approve(head, plan)
    task = served.value(TASK, SITE, plan)
    acknowledge(phone, served, task)
    visit = begin_offline(phone, task)
    hand_over(head, task, "branch06")
    served.wait_for((user_id("branch06"),), "SELECT assignee_id FROM tasks WHERE id = ?", task)

    finish(phone)
    phone.be_offline(False)
    settled = "SELECT state, outcome, visit_id FROM tasks WHERE id = ?"
    served.wait_for(("done", "former", visit), settled, task)
    told = "SELECT count(*) FROM notices WHERE kind = 'task_settled_late' AND user_id = ?"
    assert served.value(told, user_id("branch06")) == 1

    # The office sees it in the plan's progress, as late.
    head.go(f"/plans/{plan}")
    expect(head.page.get_by_test_id("progress-table")).to_contain_text("完成 1/1", timeout=SLOW)
    expect(head.page.get_by_test_id("progress-table")).to_contain_text("其中迟到 1")
