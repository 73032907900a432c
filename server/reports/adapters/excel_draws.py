"""Reports: what a draw has drawn (抽样清单) as a book of Excel, with how to prove it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from openpyxl import Workbook

from server.reports.adapters.excel import Column, Sheet, Value, local, save
from server.reports.adapters.excel_orders import ABOUT_COLUMNS, About

STATES = {"drawn": "待检查", "checked": "已检查", "unreachable": "联系不上", "replaced": "已替换"}
REASONS = {
    "no_answer": "无人接听",
    "refused": "拒绝",
    "moved": "搬迁",
    "wrong_contact": "号码或地址有误",
    "closed": "停用",
    "other": "其他",
}
COLUMNS = (
    Column("层", 10),
    Column("抽取顺序", 5, "number"),
    Column("样本", 5),
    Column("层内序号", 5, "number"),
    Column("编号", 12),
    Column("名称", 14),
    Column("单位", 12),
    Column("内容", 16),
    Column("状态", 6),
    Column("替换原因", 8),
    Column("说明", 24),
    Column("替换为（抽取顺序）", 8, "number"),
)


def write_draw(
    target: IO[bytes],
    draw: Any,
    pages: Iterable[Sequence[Any]],
    names: Mapping[str, str],
    about: About,
) -> None:
    """All picks, page by page, into a file; `names`: of units by id, and strata by "#number"."""
    book = Workbook(write_only=True)
    sheet = Sheet(book, "样本", COLUMNS)
    for page in pages:
        for pick in page:
            sheet.add(_line(pick, names))
    sheet.finish()
    last = Sheet(book, "验证", ABOUT_COLUMNS)
    for line in _proof(draw, about, sheet.count):
        last.add(line)
    save(book, target)


def _line(pick: Any, names: Mapping[str, str]) -> list[Value]:
    subject, mark = pick.subject, pick.mark
    return [
        names[f"#{pick.stratum}"],
        pick.position + 1,
        "备用" if pick.is_reserve else "样本",
        pick.ordinal,
        subject.id if subject else "",
        subject.title if subject else "记录已不存在",
        names.get(subject.unit_id, subject.unit_id) if subject else "",
        " · ".join(subject.told) if subject else "",
        STATES[mark.state if mark else "drawn"] if _counts(pick) else "",
        REASONS.get(mark.reason, "") if mark else "",
        mark.note if mark else "",
        mark.successor + 1 if mark and mark.successor is not None else None,
    ]


def _counts(pick: Any) -> bool:
    """A reserve that stands in for nobody is to be left alone."""
    return not pick.is_reserve or pick.for_position is not None


def _proof(draw: Any, about: About, count: int) -> Iterable[Sequence[str]]:
    yield "抽样", draw.title
    yield "单位", about.company
    yield "性质", f"非受控副本：{about.person} 于 {local(about.at):%Y-%m-%d %H:%M} 导出"
    yield "种子承诺", f"{draw.commitment}（{local(draw.begun_at):%Y-%m-%d %H:%M:%S}）"
    yield "总体哈希", f"{draw.population_hash}（{local(draw.frozen_at):%Y-%m-%d %H:%M:%S}）"
    yield "种子", f"{draw.secret}（{local(draw.drawn_at):%Y-%m-%d %H:%M:%S}）"
    yield "样本哈希", draw.picks_hash
    yield "总体", f"{draw.size} 条"
    yield "样本与备用", f"{count} 条，其中样本 {draw.taken} 条"
    yield "如何复算", f"ducha draw verify {draw.id}；算法见 docs/decisions/0025"
