"""Planning: templates to fill in, and what was wrong, as workbooks without a formula."""

import re
from collections.abc import Iterable, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from server.planning.rules.directory import KIND_WORDS, NamedUnit
from server.planning.rules.lists import CHANNELS, ListSpec
from server.planning.rules.rows import Mistake

# XML has no such characters; Excel writes them, and what looks like them, as _xHHHH_.
ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9a-fA-F]{4}_)")
NEEDED = PatternFill("solid", start_color="1F4E79")
FREE = PatternFill("solid", start_color="5B7F9E")
HEAD = Font(bold=True, color="FFFFFF")
WIDTH, WIDE = 20, 60
TEXT = "@"
EMPTY_ROWS = 200


def write_template(target: IO[bytes], spec: ListSpec, units: Sequence[NamedUnit]) -> None:
    """A list to fill in, with the company's units and how to fill it in on further sheets."""
    book = Workbook(write_only=True)
    sheet = _sheet(book, spec.title, [(its.title, WIDTH) for its in spec.columns], spec)
    # Cells of text, so that a long number keeps its last digits.
    for _ in range(EMPTY_ROWS):
        sheet.append([_cell(sheet, "", number_format=TEXT) for _ in spec.columns])
    fitting = [unit for unit in units if unit.kind in spec.unit_kinds and not unit.is_closed]
    names = _sheet(book, "单位名称", [("单位", WIDE), ("机构代码", WIDTH), ("类别", WIDTH)])
    for unit in fitting:
        names.append([_cell(names, text) for text in (unit.name, unit.code, KIND_WORDS[unit.kind])])
    example = fitting[0].name if fitting else "单位名称"
    _explain(book, spec, example)
    book.save(target)
    target.seek(0)


def write_mistakes(target: IO[bytes], mistakes: Iterable[Mistake]) -> None:
    """What is wrong, a row each."""
    book = Workbook(write_only=True)
    heads = [("行号", WIDTH), ("列", WIDTH), ("文件里的内容", WIDE), ("问题与处理办法", WIDE)]
    sheet = _sheet(book, "错误", heads)
    for its in mistakes:
        number: Any = WriteOnlyCell(sheet, value=its.number)
        sheet.append(
            [number, *(_cell(sheet, text) for text in (its.column, its.value, its.reason))]
        )
    book.save(target)
    target.seek(0)


def _explain(book: Workbook, spec: ListSpec, unit: str) -> None:
    sheet = _sheet(book, "填写说明", [("列", WIDTH), ("是否必填", WIDTH), ("例子", WIDE)])
    for column in spec.columns:
        needed = "必填" if column.is_required else "可不填"
        example = unit if column.kind == "unit" else column.example
        if column.kind == "channel":
            example = f"{example}（可填：{'、'.join(CHANNELS)}）"
        sheet.append([_cell(sheet, text) for text in (column.title, needed, example)])


def _sheet(
    book: Workbook, title: str, heads: Sequence[tuple[str, int]], spec: ListSpec | None = None
) -> Any:
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    row: list[Any] = []
    for number, (head, width) in enumerate(heads):
        sheet.column_dimensions[get_column_letter(number + 1)].width = width
        cell = _cell(sheet, head)
        cell.font = HEAD
        cell.fill = NEEDED if spec is None or spec.columns[number].is_required else FREE
        row.append(cell)
    sheet.append(row)
    return sheet


def _cell(sheet: Any, text: str, number_format: str | None = None) -> Any:
    """A plain text whatever it begins with."""
    cell: Any = WriteOnlyCell(sheet)
    cell.value = ESCAPED.sub(lambda found: f"_x{ord(found.group()):04X}_", text) or None
    if text:
        cell.data_type = "s"
    if number_format:
        cell.number_format = number_format
    return cell
