"""Planning: rows of the first sheet of an Excel workbook; looked through before it is unpacked.

The reader holds a sheet as one block in memory, from its first cell to its last. So what a sheet
unpacks to, and how far its cells reach, is found out by streaming through it first.
"""

import re
import zipfile
import zlib
from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from server.core.settings import MEGABYTE
from server.planning.rules.cells import Cell
from server.planning.rules.files import (
    FileBomb,
    FileBroken,
    FileEmpty,
    FileHasPassword,
    FileWrongType,
)

MOST_UNPACKED = 160 * MEGABYTE
MOST_PARTS = 1_000
MOST_COLUMNS = 100
MOST_CELLS = 3_000_000
PIECE = MEGABYTE
# A cell's place, such as r="XFD1048576"; where cells have none they follow each other.
PLACE = re.compile(rb'\br="([A-Z]{0,3})(\d{1,7})"')
LONGEST_PLACE = 16
SHEETS = "xl/worksheets/"


def open_workbook(path: Path) -> Generator[tuple[int, list[Cell], int, int]]:
    """Rows with their numbers, and rows that are read of all."""
    _look_through(path)
    try:
        with cast(Any, CalamineWorkbook).from_path(str(path)) as book:
            if not book.sheet_names:
                raise FileEmpty
            sheet = book.get_sheet_by_index(0)
            first = sheet.start[0] if sheet.start else 0
            whole = sheet.height
            for index, row in enumerate(sheet.iter_rows()):
                yield first + index + 1, list(row), index + 1, whole
    except PasswordError as error:
        raise FileHasPassword from error
    except CalamineError as error:
        raise FileBroken from error


def _look_through(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as book:
            parts = book.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise FileWrongType
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise FileBomb
            for part in parts:
                _look_into(book, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise FileBroken from error
    except RuntimeError as error:
        # Parts that are encrypted one by one.
        raise FileHasPassword from error


def _look_into(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end: what it says of its size is checked with that, and its sum."""
    is_sheet = part.filename.startswith(SHEETS)
    rows = columns = 0
    tail = b""
    with book.open(part) as file:
        while piece := file.read(PIECE):
            if not is_sheet:
                continue
            for letters, digits in set(PLACE.findall(tail + piece)):
                rows = max(rows, int(digits))
                columns = max(columns, _number_of(letters))
            tail = piece[-LONGEST_PLACE:]
            if columns > MOST_COLUMNS or rows * max(columns, 1) > MOST_CELLS:
                raise FileBomb


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
