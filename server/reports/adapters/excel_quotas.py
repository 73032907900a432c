"""Reports: the quota board as a book of Excel (配额台账), one line a unit, kind and period."""

from collections.abc import Iterable, Sequence
from typing import IO

from openpyxl import Workbook

from server.quotas.rules.sizing import PART
from server.quotas.schemas import Board, BoardQuery, Cell, Line
from server.reports.adapters.excel import Column, Sheet, Value, local, save
from server.reports.adapters.excel_orders import ABOUT_COLUMNS, About

KINDS = {
    "team_self": "班组自查",
    "department_self": "部门自查",
    "branch_spot": "分公司抽查",
    "hq_division": "总部督查·分公司",
    "hq_unit": "总部督查·基层单位",
    "mystery": "神秘客户访问",
    "key_matter": "重要事项督查",
    "callback_full": "政务、网办全量回访",
    "callback_sample": "总部抽查回访",
}
VERDICTS = {
    "none": "不适用",
    "unknown": "基数未导入",
    "met": "已完成",
    "later": "未开始",
    "ahead": "进度正常",
    "behind": "进度不够",
    "missed": "未完成",
}
# Where nothing is required the reason is told: neither 0 % nor 100 %.
NOTHING = {
    **{"team_self": "无服务", "department_self": "无服务", "branch_spot": "无用户"},
    "key_matter": "无重要事项",
}
COLUMNS = (
    Column("单位", 12),
    Column("分（子）公司", 9),
    Column("配额", 10),
    Column("周期", 5),
    Column("基数", 6, "number"),
    Column("基数暂定", 7),
    Column("应检", 5, "number"),
    Column("已检", 5, "number"),
    Column("还差", 5, "number"),
    Column("剩余天数", 5, "number"),
    Column("每个工作日需", 6, "tenths"),
    Column("目前每个工作日", 7, "tenths"),
    Column("预计期末", 6, "number"),
    Column("进度", 7),
    Column("排名", 4),
    Column("基数更正日", 6, "day"),
    Column("条款", 8),
)


def write_board(target: IO[bytes], board: Board, about: About) -> int:
    """The board into a file; how many lines it has."""
    book = Workbook(write_only=True)
    sheet = Sheet(book, "配额", COLUMNS)
    for line in board.lines:
        for cell in line.cells:
            sheet.add(_values(line, cell))
    sheet.finish()
    last = Sheet(book, "说明", ABOUT_COLUMNS)
    for pair in _about_lines(about, board):
        last.add(pair)
    save(book, target)
    return sheet.count


def _values(line: Line, cell: Cell) -> list[Value]:
    needed = cell.needed_tenths
    return [
        line.unit_name,
        line.branch_name,
        KINDS[line.kind],
        cell.period,
        cell.base,
        "部分班组未导入" if cell.stands_in == PART else cell.stands_in,
        cell.required,
        cell.done,
        cell.gap,
        cell.days_left,
        None if needed is None else needed / 10,
        cell.achieved_tenths / 10,
        cell.forecast,
        NOTHING.get(line.kind, "不适用") if cell.verdict == "none" else VERDICTS[cell.verdict],
        "" if line.is_ranked else "不排名",
        cell.corrected_on,
        line.clause,
    ]


def _about_lines(about: About, board: Board) -> Iterable[Sequence[str]]:
    stamp = f"{local(about.at):%Y-%m-%d %H:%M}"
    yield "性质", f"非受控副本：{about.person} 于 {stamp} 导出"
    yield "单位", about.company
    yield "年度", f"{board.year} 年"
    yield "截至", f"{board.today:%Y-%m-%d}"
    yield from about.chosen or [("筛选条件", "无，导出人可见的全部配额")]
    yield "计数口径", "检查及其照片全部送达后才计数；应检数向上取整，预计期末按工作日进度向下取整"


def in_words(asked: BoardQuery, branch_name: str) -> list[tuple[str, str]]:
    """The filter as the last sheet tells it."""
    told = (
        ("搜索", asked.text),
        ("筛选：配额", KINDS.get(asked.kind or "", "")),
        ("筛选：分（子）公司", branch_name),
        ("筛选：进度", "仅进度不够或未完成" if asked.behind else ""),
    )
    return [pair for pair in told if pair[1]]
