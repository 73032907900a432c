"""Orders: each matter has its own result, and the order's follows from them (AMB-17)."""

from collections.abc import Collection, Mapping, Sequence

from server.core.problems import Problem
from server.core.words import Verdict
from server.orders.rules import check_verdict


class MattersUnjudged(Problem):
    slug, title = "matters-unjudged", "每个待审核的督办事项都要有一个结论"


class AlreadyReviewed(Problem):
    slug, title = "already-reviewed", "这次反馈已由另一位审核人作出结论"


def verdict_of(verdicts: Collection[Verdict]) -> Verdict:
    """The order's: one that fails fails it, one that comes back sends it back."""
    if "fail" in verdicts:
        return "fail"
    return "return" if "return" in verdicts else "pass"


def is_open(is_struck: bool, verdict: str | None) -> bool:
    """Neither struck out after an objection nor passed: the order still stands for the matter."""
    return not is_struck and verdict != "pass"


def needs_answer(is_struck: bool, is_mended: bool, verdict: str | None) -> bool:
    """It awaits the unit: what passed, was struck out or was fed back as mended does not."""
    return is_open(is_struck, verdict) and not is_mended


def check_all_judged(judged: Sequence[str], open_ids: Collection[str]) -> None:
    """One verdict for each matter under review, no more and no less."""
    if sorted(judged) != sorted(open_ids):
        raise MattersUnjudged(expected=sorted(open_ids))


def check_each(
    judged: Mapping[str, tuple[Verdict, Collection[str]]], note: str, missing_photos: int
) -> None:
    """Each has its reasons, unless a note for the whole explains; none passes without evidence."""
    for verdict, reasons in judged.values():
        check_verdict(verdict, [*filter(None, reasons)], note, missing_photos)
