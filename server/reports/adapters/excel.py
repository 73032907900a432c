"""Reports: sheets of Excel, written row by row in bounded memory; no cell is ever a formula."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from server.core.clock import CHINA

Value = str | int | float | date | datetime | None
Kind = Literal["text", "number", "tenths", "day", "instant"]
FORMATS = {
    "text": "@",
    "number": "0",
    "tenths": "0.0",
    "day": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm",
}
# XML has no such characters; Excel writes them, and what looks like them, as _xHHHH_.
ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9a-fA-F]{4}_)")
LONGEST = 32_767
HEAD_FONT = Font(bold=True, color="FFFFFF")
HEAD_FILL = PatternFill("solid", start_color="1F4E79")
WRAPPED = Alignment(vertical="top", wrap_text=True)
PLAIN = Alignment(vertical="top")
# From so many Chinese characters on a text goes on below.
WIDE = 24


@dataclass(frozen=True)
class Column:
    """`width` in Chinese characters, each of which is as wide as two digits."""

    title: str
    width: int
    kind: Kind = "text"


class Sheet:
    """One sheet with a frozen head, a filter and real dates and numbers."""

    def __init__(self, book: Workbook, title: str, columns: Sequence[Column]) -> None:
        self._sheet: Any = book.create_sheet(title)
        self._columns = columns
        self.count = 0
        self._sheet.freeze_panes = "B2"
        for number, column in enumerate(columns, start=1):
            letter = get_column_letter(number)
            self._sheet.column_dimensions[letter].width = column.width * 2 + 2
        self._sheet.append([self._head(column.title) for column in columns])
        # One cell a column, written again and again: to style each anew takes most of the time.
        self._cells = [self._cell(column) for column in columns]

    def add(self, values: Iterable[Value]) -> None:
        pairs = zip(self._cells, values, strict=True)
        self._sheet.append([write(cell, value) for cell, value in pairs])
        self.count += 1

    def finish(self) -> None:
        last = get_column_letter(len(self._columns))
        self._sheet.auto_filter.ref = f"A1:{last}{self.count + 1}"

    def _head(self, title: str) -> Any:
        cell: Any = WriteOnlyCell(self._sheet, value=title)
        cell.font, cell.fill = HEAD_FONT, HEAD_FILL
        return cell

    def _cell(self, column: Column) -> Any:
        cell: Any = WriteOnlyCell(self._sheet)
        cell.number_format = FORMATS[column.kind]
        cell.alignment = WRAPPED if column.width >= WIDE else PLAIN
        return cell


def write(cell: Any, value: Value) -> Any:
    """The cell with another value; None where there is nothing to write."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        write_text(cell, value)
    else:
        cell.value = value
    return cell


def write_text(cell: Any, text: str) -> None:
    """As a plain text whatever it begins with: "=1+1" is something that somebody wrote."""
    cell.value = ESCAPED.sub(lambda found: f"_x{ord(found.group()):04X}_", text)[:LONGEST]
    cell.data_type = "s"


def local(instant: datetime | None) -> datetime | None:
    """The wall clock in China: Excel knows no time zones."""
    return None if instant is None else instant.astimezone(CHINA).replace(tzinfo=None)


def save(book: Workbook, target: IO[bytes]) -> None:
    book.save(target)
    target.seek(0)
