"""Planning rules: an import's life (导入): checked, confirmed, stored, taken back."""

from collections.abc import Mapping
from typing import Literal

from server.core.problems import Problem
from server.core.words import ImportState

Mode = Literal["replace", "add"]
# 旧明细移开 · 写入 · 生效 · 撤下 · 旧明细放回 · 恢复
Phase = Literal["", "aside", "store", "settle", "take", "back", "unsettle"]
AFTER: Mapping[Phase, Phase] = {
    "aside": "store",
    "store": "settle",
    "settle": "",
    "take": "back",
    "back": "unsettle",
    "unsettle": "",
}
END: Mapping[str, ImportState] = {"settle": "done", "unsettle": "undone"}
MOVING: frozenset[str] = frozenset({"storing", "undoing"})
OPEN: frozenset[str] = frozenset({"waiting", "checked", *MOVING})
# A year of sixty units with four channels each.
MOST_LINES = 3_000
# Rows that move in one transaction: a tenth of a second for the others.
ROWS_AT_ONCE = 5_000
LINES_AT_ONCE = 40


class ImportUnknown(Problem):
    slug, status, title = "import-unknown", 404, "找不到这次导入，可能已被清理"


class ImportNotChecked(Problem):
    slug, title = "import-not-checked", "这次导入还没有核对完，或已经处理过，请刷新后再看"


class ImportEmpty(Problem):
    slug, title = "import-empty", "没有可以导入的行，请按提示改好文件后重新上传"


class ImportBusy(Problem):
    slug, title = "import-busy", "另一次导入正在写入，请等它完成后再操作"


class ImportOutdated(Problem):
    slug, title = "import-outdated", "核对之后数据有了变化，请重新核对后再确认"


class ImportHasMistakes(Problem):
    slug, title = (
        "import-has-mistakes",
        "文件里还有错误的行：请改好重传，或选择只导入正确的行并说明原因",
    )


class ImportNeedsReason(Problem):
    slug, title = "import-needs-reason", "有数字与往月相差太大，请核对后填写原因再确认"


class ImportNeedsReplace(Problem):
    slug, title = "import-needs-replace", "这些月份已有直接录入的总数，明细不能追加，请选择“替换”"


class ImportOverRecords(Problem):
    slug = "import-over-records"
    title = "这些月份已有逐条明细，不能用总数覆盖，请先撤销原来的明细导入"


class ImportNotUndoable(Problem):
    slug, title = "import-not-undoable", "只有已导入的数据可以撤销"


class ImportOverlaid(Problem):
    slug, title = "import-overlaid", "同样的月份之后又改过，请先撤销后来的导入或录入"


class ImportBatchStale(Problem):
    slug, title = "import-batch-stale", "这一批已经由另一个后台进程处理"


def check_confirmable(state: str, good: int, lines: int) -> None:
    if state != "checked":
        raise ImportNotChecked
    if not good or not lines:
        raise ImportEmpty


def check_mistakes(bad: int, accepts_bad: bool, reason: str) -> None:
    """Who leaves rows out makes the base smaller: he says so, and why."""
    if bad and not (accepts_bad and reason):
        raise ImportHasMistakes(bad=bad)


def size_after(given: int, overlap: int, former: int | None, mode: str) -> int:
    """What a month will have: of rows that are there already, none counts twice."""
    return given if mode == "replace" else (former or 0) + given - overlap


def first_phase(mode: str, has_records: bool) -> Phase:
    if not has_records:
        return "settle"
    return "aside" if mode == "replace" else "store"


def first_undo_phase(has_records: bool) -> Phase:
    return "take" if has_records else "unsettle"


def check_undoable(state: str, is_begun: bool) -> None:
    """What is done, or failed half-way, can be taken back."""
    if state != "done" and not (state == "failed" and is_begun):
        raise ImportNotUndoable


def check_batch(phase: str, batches: int, wanted_phase: str, number: int) -> None:
    """Of two workers with the same batch one comes too late."""
    if (phase, batches) != (wanted_phase, number):
        raise ImportBatchStale
