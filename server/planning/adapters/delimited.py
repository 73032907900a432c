"""Planning: rows of a CSV file, in UTF-8 or GB18030, however it is separated."""

import codecs
import csv
import io
from collections.abc import Generator
from pathlib import Path

from server.planning.rules.cells import Cell
from server.planning.rules.files import FileBroken, FileWrongCoding

PIECE = 1 << 20
# What Windows writes on Chinese machines (GBK, GB2312) is a part of GB18030.
CODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = (",", "\t", ";", "，")
# A quote that is never closed swallows the rest of the file: that is no cell.
LONGEST_CELL = 4_096
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def open_delimited(path: Path) -> Generator[tuple[int, list[Cell], int, int]]:
    """Rows with their numbers, and bytes that are read of all."""
    whole = path.stat().st_size
    coding = _coding_of(path)
    with path.open("rb") as raw:
        text = io.TextIOWrapper(raw, coding, newline="")
        separator = _separator_of(text.readline())
        text.seek(0)
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(text, delimiter=separator)
        number = 0
        try:
            for row in reader:
                number += 1
                yield number, list(row), raw.tell(), whole
        except csv.Error as error:
            raise FileBroken(
                f"第 {reader.line_num} 行附近的引号没有配对，请改正后再上传"
            ) from error


def _coding_of(path: Path) -> str:
    for coding in CODINGS:
        if _is_in(path, coding):
            return coding
    raise FileWrongCoding


def _is_in(path: Path, coding: str) -> bool:
    decoder = codecs.getincrementaldecoder(coding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _separator_of(head: str) -> str:
    return max(SEPARATORS, key=head.count)
