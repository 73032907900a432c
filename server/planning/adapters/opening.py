"""Planning: opens an imported file by what it is, and not by its name."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from server.planning.adapters.delimited import open_delimited
from server.planning.adapters.workbook import open_workbook
from server.planning.rules.cells import Cell
from server.planning.rules.files import (
    FileEmpty,
    FileGone,
    FileHasPassword,
    FileOldExcel,
    FileWrongType,
)

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream of an encrypted workbook, as names stand in such a file.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
HEAD_BYTES = 4096
OTHER_KINDS = (b"%PDF", b"<", b"\xff\xd8\xff", b"\x89PNG", b"{\\rtf", b"GIF8", b"Rar!")


@dataclass(frozen=True)
class FileRow:
    """A row with its number as a spreadsheet shows it, and how much of the file is read by now.

    `read` of `whole`: bytes or rows, as the kind of the file has it.
    """

    number: int
    cells: list[Cell]
    read: int
    whole: int


def open_file(path: Path) -> Iterator[FileRow]:
    """The rows of a file in bounded memory; FileRefused where it is none of ours."""
    if not path.is_file():
        raise FileGone
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head.strip():
        raise FileEmpty
    if head.startswith((ZIP, EMPTY_ZIP)):
        rows = open_workbook(path)
    elif head.startswith(OLE):
        raise FileHasPassword if _mentions(path, ENCRYPTED) else FileOldExcel
    elif b"\0" in head or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(OTHER_KINDS):
        raise FileWrongType
    else:
        rows = open_delimited(path)
    with closing(rows):
        for number, cells, read, whole in rows:
            yield FileRow(number, cells, read, whole)


def _mentions(path: Path, what: bytes) -> bool:
    """Whether bytes stand in a file, which may be larger than memory."""
    tail = b""
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            if what in tail + piece:
                return True
            tail = piece[-len(what) :]
    return False
