"""Planning rules: what stands in a cell of an imported list, read or refused in words.

A cell is a text, a number, a day or an instant, as files have them. Whatever a text begins with,
it stays a text: "=1+1" is what somebody wrote.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime

from server.planning.rules.lists import CHANNELS, LONGEST_REFERENCE, LONGEST_TEXT
from server.planning.rules.periods import period_of

Cell = str | int | float | bool | date | datetime | None
DAY = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
SOLID_DAY = re.compile(r"(20\d\d)(\d\d)(\d\d)")
MONTH = re.compile(r"(20\d\d)[-/.年]?(\d{1,2})月?")
# A comma between thousands, as spreadsheets show them.
COUNT = re.compile(r"\d{1,3}(?:[,，]\d{3})+|\d+")
NUMBER = re.compile(r"[-+]?\d[\d,，]*(?:\.\d+)?")
MOST = 2_000_000_000
FIRST_YEAR = 2000
# Excel keeps fifteen digits; what comes after them in a number is lost before we see it.
EXACT = 10**15
OTHER_CHANNELS: Mapping[str, str] = {
    **CHANNELS,
    **{code: code for code in CHANNELS.values()},
    **{"政务热线": "government", "网上办理": "web", "网办渠道": "web", "政务渠道": "government"},
    **{
        "公司热线": "hotline",
        "热线渠道": "hotline",
        "app": "app",
        "掌上": "app",
        "掌上营业厅": "app",
    },
}


class CellMistake(Exception):
    """What is wrong with a cell, and what to do, in one Chinese sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def text_of(cell: Cell) -> str:
    """The cell as a person reads it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return (
            f"{cell:%Y-%m-%d}"
            if cell.time() == datetime.min.time()
            else f"{cell:%Y-%m-%d %H:%M:%S}"
        )
    return str(cell)


def read_reference(cell: Cell) -> str:
    if isinstance(cell, int | float) and abs(cell) >= EXACT:
        raise CellMistake("超过 15 位的数字在 Excel 里已丢失末几位，请把该列设为“文本”后重新填写")
    text = text_of(cell)
    if len(text) > LONGEST_REFERENCE:
        raise CellMistake(f"超过 {LONGEST_REFERENCE} 个字，请核对是否填错列")
    return text


def read_text(cell: Cell) -> str:
    text = text_of(cell)
    if len(text) > LONGEST_TEXT:
        raise CellMistake(f"超过 {LONGEST_TEXT} 个字，请缩短")
    return text


def read_channel(cell: Cell) -> str:
    found = OTHER_CHANNELS.get(text_of(cell))
    if found is None:
        raise CellMistake(f"没有这个渠道，请填：{'、'.join(CHANNELS)}")
    return found


def read_day(cell: Cell, today: date) -> date:
    if isinstance(cell, datetime):
        day = cell.date()
    elif isinstance(cell, date):
        day = cell
    else:
        day = _day_in(text_of(cell))
    if day > today:
        raise CellMistake(f"日期还没有到（今天是 {today}），请核对")
    if day.year < FIRST_YEAR:
        raise CellMistake(f"早于 {FIRST_YEAR} 年，请核对年份")
    return day


def _day_in(text: str) -> date:
    found = DAY.fullmatch(text) or SOLID_DAY.fullmatch(text)
    try:
        year, month, day = map(int, found.groups() if found else ())
        return date(year, month, day)
    except ValueError:
        raise CellMistake("不是有效的日期，请按 2026-05-06 的样子填写") from None


def read_month(cell: Cell, today: date, *, is_snapshot: bool = False) -> str:
    """A month such as 2026-05; a snapshot's month must be over."""
    if isinstance(cell, date):
        period = period_of(cell)
    else:
        found = MONTH.fullmatch(text_of(cell))
        if found is None or not 1 <= int(found[2]) <= 12:  # noqa: PLR2004  (months of a year)
            raise CellMistake("不是一个月份，请按 2026-05 填写；跨月的数请按月拆成多行")
        period = f"{found[1]}-{int(found[2]):02d}"
    this_month = period_of(today)
    if period > this_month:
        raise CellMistake(f"月份还没有到（本月是 {this_month}），请核对")
    if is_snapshot and period == this_month:
        raise CellMistake("用户数按月末统计，本月还没有结束，请月末后再填")
    return period


def read_count(cell: Cell) -> int:
    """A whole number from 0 on."""
    if isinstance(cell, bool):
        raise CellMistake("不是数字，请填整数")
    text = text_of(cell)
    if COUNT.fullmatch(text):
        number = int(text.replace(",", "").replace("，", ""))
        if number <= MOST:
            return number
        raise CellMistake(f"超过 {MOST:,}，请核对")
    if not NUMBER.fullmatch(text):
        raise CellMistake("不是数字，请填整数")
    if text.startswith("-"):
        raise CellMistake("不能是负数，请填 0 或正整数")
    raise CellMistake("不能有小数或正号，请填整数")
