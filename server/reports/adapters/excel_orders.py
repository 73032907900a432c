"""Reports: orders and their matters as a book of Excel (督查单台账)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from openpyxl import Workbook

from server.core.calendar import last_day_of
from server.reports.adapters.excel import Column, Sheet, Value, local, save
from server.reports.rules.wording import COLOURS, FORMS, RESULTS, SEVERITIES, STRUCK, VERDICTS

STATES = {
    "draft": "橙单草稿，待组长确认",
    "issued": "已签发，待送达",
    "delivered": "待签收",
    "acknowledged": "待整改",
    "feedback": "待审核",
    "in_review": "审核中",
    "returned": "已退回，待补充",
    "closed": "已办结",
    "escalated": "已升级",
    "withdrawn": "已撤回",
    "voided": "已作废",
}
STAGES = {
    "overdue": "已逾期",
    "today": "今天到期",
    "draft": "橙单草稿",
    "issued": "待送达",
    "delivered": "待签收",
    "rectifying": "整改中",
    "reviewing": "待审核",
    "settled": "已了结",
    "closed": "已办结",
    "escalated": "已升级",
    "open": "未了结",
}
LEVELS = {"team": "班组", "department": "部门", "company": "公司", "hq": "总部督导组"}
CAUSES = {"overdue": "逾期未完成", "failed": "整改不合格", "repeated": "重复发生"}

ORDER_COLUMNS = (
    Column("单号", 9),
    Column("颜色", 4),
    Column("状态", 8),
    Column("分（子）公司", 9),
    Column("责任单位", 10),
    Column("站点", 12),
    Column("检查表", 10),
    Column("层级", 6),
    Column("形式", 5),
    Column("得分", 4, "tenths"),
    Column("督办事项数", 5, "number"),
    Column("签发人", 6),
    Column("签发时间", 8, "instant"),
    Column("送达时间", 8, "instant"),
    Column("签收时间", 8, "instant"),
    Column("签收人", 6),
    Column("反馈期限", 6, "day"),
    Column("整改期限", 6, "day"),
    Column("反馈时间", 8, "instant"),
    Column("反馈次数", 4, "number"),
    Column("审核人", 6),
    Column("审核时间", 8, "instant"),
    Column("办结时间", 8, "instant"),
    Column("升橙原因", 6),
    Column("亮点", 24),
    Column("备注", 24),
    Column("撤回原因", 12),
)
MATTER_COLUMNS = (
    Column("单号", 9),
    Column("颜色", 4),
    Column("状态", 8),
    Column("责任单位", 10),
    Column("站点", 12),
    Column("序号", 3, "number"),
    Column("条目", 5),
    Column("类别", 7),
    Column("检查内容", 24),
    Column("依据条款", 10),
    Column("结果", 5),
    Column("严重程度", 5),
    Column("发现的问题", 24),
    Column("整改要求", 24),
    Column("整改期限", 6, "day"),
    Column("原因分析", 24),
    Column("整改措施", 24),
    Column("整改结果", 24),
    Column("审核结果", 8),
)
ABOUT_COLUMNS = (Column("项目", 8), Column("内容", 40))


@dataclass(frozen=True)
class About:
    """What the last sheet says of the file; `chosen`: the filter in words."""

    company: str
    person: str
    at: datetime
    chosen: Sequence[tuple[str, str]]


def write_orders(
    target: IO[bytes], pages: Iterable[Sequence[tuple[Any, Sequence[Any]]]], about: About
) -> None:
    """Orders with their matters, page by page, into a file."""
    book = Workbook(write_only=True)
    orders = Sheet(book, "督查单", ORDER_COLUMNS)
    matters = Sheet(book, "督办事项", MATTER_COLUMNS)
    for page in pages:
        for order, its in page:
            orders.add(_order_line(order, its))
            for matter in its:
                matters.add(_matter_line(order, matter))
    orders.finish()
    matters.finish()
    last = Sheet(book, "说明", ABOUT_COLUMNS)
    for line in _about_lines(about, orders.count, matters.count):
        last.add(line)
    save(book, target)


def _order_line(order: Any, matters: Sequence[Any]) -> list[Value]:
    due, mends = order.feedback_due_at, [its.rectify_due_on for its in matters if not its.is_struck]
    return [
        order.number or order.temporary_number,
        COLOURS[order.colour],
        STATES.get(order.state, order.state),
        order.branch_name,
        order.unit_name,
        order.site_name,
        order.template_name,
        LEVELS[order.level],
        FORMS[order.form],
        None if order.score_tenths is None else order.score_tenths / 10,
        len(matters),
        order.issuer_name,
        local(order.issued_at),
        local(order.delivered_at),
        local(order.acknowledged_at),
        order.acknowledged_by,
        last_day_of(due) if due else None,
        min((day for day in mends if day), default=None),
        local(order.fed_back_at),
        order.round,
        order.reviewer_name,
        local(order.reviewed_at),
        local(order.closed_at),
        CAUSES.get(order.cause or ""),
        order.highlights,
        order.remark,
        order.withdrawn_reason,
    ]


def _matter_line(order: Any, matter: Any) -> list[Value]:
    return [
        order.number or order.temporary_number,
        COLOURS[order.colour],
        STATES.get(order.state, order.state),
        order.unit_name,
        order.site_name,
        matter.position,
        matter.item_code,
        matter.category,
        matter.text,
        "、".join(matter.basis),
        RESULTS[matter.result],
        SEVERITIES[matter.severity],
        matter.finding,
        matter.requirement,
        matter.rectify_due_on,
        matter.cause,
        matter.measures,
        matter.outcome,
        STRUCK if matter.is_struck else VERDICTS.get(matter.verdict or ""),
    ]


def _about_lines(about: About, orders: int, matters: int) -> Iterable[Sequence[str]]:
    stamp = f"{local(about.at):%Y-%m-%d %H:%M}"
    yield "性质", f"非受控副本：{about.person} 于 {stamp} 导出"
    yield "单位", about.company
    yield "导出人", about.person
    yield "导出时间", f"{stamp}（北京时间）"
    yield "督查单", f"{orders} 张"
    yield "督办事项", f"{matters} 条"
    yield from about.chosen or [("筛选条件", "无，导出人可见的全部督查单")]
    yield "时间口径", "表中日期和时间均为北京时间；期限指当日 24:00 前"


def in_words(chosen: Mapping[str, str], unit_name: str, issuer_name: str) -> list[tuple[str, str]]:
    """The filter as the last sheet tells it."""
    words = {
        "text": ("搜索", chosen.get("text", "")),
        "stage": ("筛选：状态", STAGES.get(chosen.get("stage", ""), "")),
        "colour": ("筛选：颜色", COLOURS.get(chosen.get("colour", ""), "")),
        "unit": ("筛选：单位", unit_name),
        "issuer": ("筛选：签发人", issuer_name),
        "item": ("筛选：条目", chosen.get("item", "")),
        "since": ("筛选：签发日起", chosen.get("since", "")),
        "until": ("筛选：签发日止", chosen.get("until", "")),
    }
    return [words[key] for key in words if chosen.get(key)]
