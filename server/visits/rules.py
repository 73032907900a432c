"""Visits: pure rules. Score, what is still missing, colour. Shared with phones by sync/wire."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from server.catalogue.rules.checklists import Item
from server.core.problems import Problem

PASS, PARTIAL, FAIL, NOT_APPLICABLE = "pass", "partial", "fail", "na"
RED_LINE_CAP = 599
UNSIGNED_FORMS = ("self", "mystery")


class VisitUnknown(Problem):
    slug, title = "visit-unknown", "找不到这次检查"


class VisitNotOpen(Problem):
    slug, title = "visit-not-open", "这次检查已经提交，不能再修改"


class VisitNotYours(Problem):
    slug, status, title = "visit-not-yours", 403, "这是其他检查员的检查"


class VisitIncomplete(Problem):
    slug, title = "visit-incomplete", "检查还没有填写完整"


class VisitNotSigned(Problem):
    slug, title = "visit-not-signed", "还没有受检方签字"


class LevelNotAllowed(Problem):
    slug, status, title = "level-not-allowed", 403, "您不能做这一级别的检查"


class ItemUnknown(Problem):
    slug, title = "item-unknown", "检查表里没有这个条目"


class OptionUnknown(Problem):
    slug, title = "option-unknown", "这个条目没有该选项"


class SignatureMissing(Problem):
    slug, title = "signature-missing", "签名图片未送达"


class RefusalUnexplained(Problem):
    slug, title = "refusal-unexplained", "拒签必须说明原因"


class PhotosNotAttached(Problem):
    slug, title = "photos-not-attached", "有照片未登记到这次检查"


class GalleryNotAllowed(Problem):
    slug, status = "gallery-not-allowed", 422
    title = "这个条目只收现场拍摄的照片，请删除相册图片后现场拍照"


class PhotoNotReplaceable(Problem):
    slug, title = "photo-not-replaceable", "只有被退回的照片才能更换"


class VisitVoided(Problem):
    slug, title = "visit-voided", "这次检查已作废"


class VoidNotPossible(Problem):
    slug, title = "void-not-possible", "只有已提交且没有待审批作废申请的检查才能申请作废"


class VoidNotAsked(Problem):
    slug, title = "void-not-asked", "这次检查没有待审批的作废申请"


class VoidFourEyes(Problem):
    slug, status = "void-four-eyes", 403
    title = "不能审批自己提出的作废申请或自己的检查，请由组长或其代理人审批"


@dataclass(frozen=True)
class Given:
    """What was answered to an item."""

    result: str
    note: str = ""
    photos: int = 0


def score_tenths(items: Iterable[Item], answers: Mapping[str, Given]) -> int | None:
    """Score in tenths of a point, 0–1000; None where nothing applies.

    Σ(weight × factor) ÷ Σ(weight of applicable items), rounded half up in integers; a failed
    red-line item (红线) caps it at 59.9.
    """
    earned = base = 0
    is_capped = False
    for item in items:
        given = answers.get(item.code)
        factor = item.factors.get(given.result) if given else None
        if given is None or factor is None:
            continue
        earned += item.weight * factor
        base += item.weight
        is_capped = is_capped or (item.is_red_line and given.result == FAIL)
    if base == 0:
        return None
    score = (2 * earned + base) // (2 * base)
    return min(score, RED_LINE_CAP) if is_capped else score


def photos_needed(item: Item, result: str) -> int:
    """How many photos an answer to this item takes."""
    is_due = (item.photo_mode == "always" and result != NOT_APPLICABLE) or (
        item.photo_mode == "on_fail" and result in (PARTIAL, FAIL)
    )
    return item.photo_min if is_due else 0


def missing_of(item: Item, given: Given | None) -> list[str]:
    """What an item still lacks: answer, note, photo."""
    if given is None:
        return ["answer"]
    missing: list[str] = []
    if given.result in item.note_required_on and not given.note.strip():
        missing.append("note")
    if given.photos < photos_needed(item, given.result):
        missing.append("photo")
    return missing


def check_complete(items: Sequence[Item], answers: Mapping[str, Given]) -> None:
    lacking = [
        {"item_code": item.code, "missing": missing}
        for item in items
        if (missing := missing_of(item, answers.get(item.code)))
    ]
    if lacking:
        raise VisitIncomplete(items=lacking)


def colour_of(results: Iterable[str]) -> str:
    """Green where nothing failed even partly, else blue (Q1-4.1)."""
    return "blue" if any(result in (PARTIAL, FAIL) for result in results) else "green"


def repeated_items(
    items: Iterable[Item],
    answers: Mapping[str, Given],
    last_failed: Mapping[str, date],
    on: date,
    months: int,
) -> list[str]:
    """Codes that fail now and failed here within the months before (AMB-13)."""
    since = months_before(on, months)
    return [
        item.code
        for item in items
        if (given := answers.get(item.code))
        and given.result == FAIL
        and (last := last_failed.get(item.repeat_key))
        and since <= last <= on
    ]


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or that month's last day where it has none such."""
    return day - relativedelta(months=months)


def needs_signature(form: str) -> bool:
    """A self-check has no other side; a mystery visitor must stay unknown."""
    return form not in UNSIGNED_FORMS


def check_open(state: str, inspector_id: str, user_id: str) -> None:
    if inspector_id != user_id:
        raise VisitNotYours
    if state != "open":
        raise VisitNotOpen(state=state)


def may_age_out(settled_at: datetime | None, is_held: bool) -> bool:
    """Nothing that is open, awaits evidence or bears a carried order leaves the phones."""
    return settled_at is not None and not is_held


def check_signed(form: str, is_signed: bool) -> None:
    if needs_signature(form) and not is_signed:
        raise VisitNotSigned


def check_refusal(is_refused: bool, reason: str) -> None:
    if is_refused and not reason.strip():
        raise RefusalUnexplained


def get_answerable(item: Item | None, result: str) -> Item:
    """The item, if it exists and offers this result."""
    if item is None:
        raise ItemUnknown
    if result not in item.factors:
        raise OptionUnknown(item_code=item.code, result=result)
    return item


def check_photos_attached(given: Collection[str], attached: Collection[str]) -> None:
    unknown = sorted(set(given) - set(attached))
    if unknown:
        raise PhotosNotAttached(photo_ids=unknown)


def check_source(item: Item | None, source: str) -> None:
    """Refused when it is attached, not when the visit is closed: the inspector still stands there.

    What belongs to no item (signature, witness) may come from anywhere.
    """
    if item is not None and source == "gallery" and not item.is_gallery_allowed:
        raise GalleryNotAllowed(item_code=item.code)


def check_voidable(state: str, asked_at: datetime | None) -> None:
    """What is open is discarded instead, and one request waits at a time."""
    if state != "closed" or asked_at is not None:
        raise VoidNotPossible(state=state)


def check_void_asked(state: str, asked_at: datetime | None) -> None:
    if state != "closed" or asked_at is None:
        raise VoidNotAsked(state=state)


def check_void_judge(judge_id: str, asker_id: str | None, inspector_id: str) -> None:
    """Somebody else than who asked and who checked decides (四眼)."""
    if judge_id in (asker_id, inspector_id):
        raise VoidFourEyes


def check_replaceable(blob: str, subject_id: str, visit_id: str) -> None:
    if blob != "refused" or subject_id != visit_id:
        raise PhotoNotReplaceable
