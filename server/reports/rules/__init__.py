"""Reports: pure rules. What is printed across a slip, what a month is, who may stop a print."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from server.core.calendar import end_of_day
from server.core.problems import Problem

# What is printed across each page of an order in this state (水印).
MARKS: Mapping[str, str] = {
    "draft": "草稿",
    "issued": "",
    "delivered": "",
    "acknowledged": "",
    "feedback": "",
    "in_review": "",
    "returned": "",
    "closed": "",
    "escalated": "",
    "withdrawn": "作废",
    "voided": "作废",
}
STATE_WORDS: Mapping[str, str] = {
    "draft": "草稿",
    "issued": "已签发，待送达",
    "delivered": "已送达，待签收",
    "acknowledged": "整改中",
    "feedback": "待审核",
    "in_review": "审核中",
    "returned": "已退回补充",
    "closed": "已办结",
    "escalated": "已升级橙单",
    "withdrawn": "已撤回",
    "voided": "已作废",
}
# A state that this version does not know may be one in which the order no longer stands.
UNKNOWN_MARK, UNKNOWN_STATE = "状态待核实", "状态待核实"

# The most orders of one file: some gigabyte of photos.
MOST_ORDERS = 3000
RUNNING = ("waiting", "working")


class SlipUnknown(Problem):
    slug, status, title = "slip-unknown", 404, "找不到这张督查单，或您无权查看"


class BulletinUnknown(Problem):
    slug, status, title = "bulletin-not-found", 404, "找不到这份公示，或您无权查看"


class PrintUnknown(Problem):
    slug, title = "print-unknown", "找不到这个打印任务，可能已被清理"


class PrintNotReady(Problem):
    slug, title = "print-not-ready", "文件还没有生成，请稍后再试"


class PrintGone(Problem):
    slug, status, title = "print-gone", 410, "文件已过保留期被清理，请重新生成"


class PrintEmpty(Problem):
    slug, title = "print-empty", "这个月没有符合条件的督查单，请换一个月份或条件"


class PrintTooLarge(Problem):
    slug, title = "print-too-large", "督查单太多，请按分公司或颜色分开打印"


class PrintOver(Problem):
    slug, title = "print-over", "这个打印任务已经结束，不能再取消"


class PrintRunning(Problem):
    slug, title = "print-running", "您有一个打印任务正在进行，请等它完成或先取消"


def mark_of(state: str) -> str:
    """The word across the pages; one for every state that is not known to be sound."""
    return MARKS.get(state, UNKNOWN_MARK)


def state_word(state: str) -> str:
    return STATE_WORDS.get(state, UNKNOWN_STATE)


def month_bounds(month: str) -> tuple[datetime, datetime]:
    """The instants between which a month such as 2026-05 lies in China: first in, last out."""
    first = date.fromisoformat(f"{month}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    return end_of_day(first - timedelta(days=1)), end_of_day(following - timedelta(days=1))


def check_count(count: int) -> None:
    if not count:
        raise PrintEmpty
    if count > MOST_ORDERS:
        raise PrintTooLarge(most=MOST_ORDERS, found=count)


def check_running(state: str) -> None:
    if state not in RUNNING:
        raise PrintOver
