"""Planning rules: why a file is not taken at all, by name."""

from collections.abc import Sequence

from server.core.problems import Problem
from server.planning.rules.cells import Cell, text_of
from server.planning.rules.directory import folded
from server.planning.rules.lists import LISTS, ListSpec

# Rows over the head that a file may have, such as its title.
MOST_ABOVE = 5


class FileRefused(Problem):
    """A file of which no row is read."""

    slug, status, title = "file-refused", 422, "文件无法读取，请用模板重新填写"


class FileOldExcel(FileRefused):
    slug, title = "file-old-excel", "这是旧版 .xls 文件，请在 Excel 里另存为 .xlsx 后再上传"


class FileHasPassword(FileRefused):
    slug, title = "file-has-password", "文件加了密码，请在 Excel 里取消密码后再上传"


class FileBroken(FileRefused):
    slug, title = "file-broken", "文件已损坏，打不开，请重新导出后再上传"


class FileWrongType(FileRefused):
    slug, title = "file-wrong-type", "不是 Excel（.xlsx）或 CSV 文件，请用模板填写后上传"


class FileWrongCoding(FileRefused):
    slug, title = "file-wrong-coding", "文字编码无法识别，请另存为“CSV UTF-8”或 .xlsx 后再上传"


class FileBomb(FileRefused):
    slug, title = "file-bomb", "文件解压后过大，请拆成几个文件，或另存为 CSV 后再上传"


class FileTooLarge(FileRefused):
    slug, status, title = "file-too-large", 413, "文件过大，请按月拆成几个文件上传"


class FileEmpty(FileRefused):
    slug, title = "file-empty", "文件里没有数据行，请填写后再上传"


class FileWrongColumns(FileRefused):
    slug, title = "file-wrong-columns", "列名与模板不一致，请下载模板核对第一行"


class FileTooManyMonths(FileRefused):
    slug, title = "file-too-many-months", "涉及的单位和月份太多，请按年拆成几个文件上传"


class FileGone(FileRefused):
    slug, title = "file-gone", "服务器上找不到这份文件，请重新上传"


def all_refusals() -> dict[str, type[FileRefused]]:
    """By slug."""
    return {kind.slug: kind for kind in (FileRefused, *FileRefused.__subclasses__())}


def places_of(spec: ListSpec, row: Sequence[Cell]) -> list[int] | None:
    """Where each of the list's columns stands in a head; None where one that is needed is missing.

    A column that may be left out has the place -1.
    """
    heads = [folded(text_of(cell)).strip("*＊") for cell in row]
    places = [
        heads.index(folded(its.title)) if folded(its.title) in heads else -1 for its in spec.columns
    ]
    found = zip(spec.columns, places, strict=True)
    return None if any(place < 0 and its.is_required for its, place in found) else places


def wrong_columns(spec: ListSpec, row: Sequence[Cell]) -> FileWrongColumns:
    """Says what is missing, or for which list the file was made."""
    for other in LISTS.values():
        if other is not spec and places_of(other, row) is not None:
            return FileWrongColumns(f"这份文件像是“{other.title}”，请换一个清单再上传")
    heads = [folded(text_of(cell)).strip("*＊") for cell in row]
    missing = [
        its.title for its in spec.columns if its.is_required and folded(its.title) not in heads
    ]
    return FileWrongColumns(f"缺少列：{'、'.join(missing)}。请下载模板核对列名")
