"""Catalogue rules: supervision matters (督查事项): tracks, parts, how they end, receipts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.core.problems import Problem

KEY, ROUTINE = "key", "routine"
OPEN, TO_CASES, WAIVER, CLOSED, WAIVED = "open", "to_cases", "waiver", "closed", "waived"
PART_OPEN, PART_DONE = "open", "done"
LETTER, OTHER = "letter", "other"
# Where the regulation lists what is key: by source, by a letter's channel, by its sender.
CLAUSES: Mapping[str, str] = {
    "annual_plan": "W1-10(1).1",
    "key_point": "W1-10(1).2",
    "meeting": "W1-10(1).3",
    "leader": "W1-10(1).4",
    "appraisal": "W1-10(1).5",
    "channel": "W1-10(2).1",
    "sender": "W1-10(2).2",
}


class MatterUnknown(Problem):
    slug, title = "supervision-matter-unknown", "找不到这项督查事项，可能还没有同步"


class MatterNotOpen(Problem):
    slug, title = "supervision-matter-not-open", "该事项不在办理中，不能这样操作，请刷新后查看"


class SourceNoteMissing(Problem):
    slug, status = "source-note-missing", 422
    title = "来源选择“其他”时，请填写备注，说明事项从哪里来"


class LetterFieldsMissing(Problem):
    slug, status = "letter-fields-missing", 422
    title = "来源是函件时，请选择来函渠道并填写来函单位"


class LetterFieldsGiven(Problem):
    slug, status = "letter-fields-given", 422
    title = "只有来源是函件时才填写渠道和来函单位，请改来源或清空这两项"


class KeyReasonMissing(Problem):
    slug, status, title = "key-reason-missing", 422, "人工列为重点必须填写理由"


class AlreadyKey(Problem):
    slug, title = "matter-already-key", "该事项已经是重点事项"


class LetterGoesToCases(Problem):
    slug, status = "letter-goes-to-cases", 422
    title = "一般函件转诉求工单办理，不用分解；确需督办请填写理由，人工列为重点"


class DueInThePast(Problem):
    slug, status, title = "matter-due-in-the-past", 422, "完成日期不能早于今天"


class PartDueTooLate(Problem):
    slug, status = "part-due-too-late", 422
    title = "分解任务的完成日期不能晚于事项的完成日期"


class StepIncomplete(Problem):
    slug, status = "next-step-incomplete", 422
    title = "下一步要写明做什么和哪一天，日期不能早于今天"


class PartUnknown(Problem):
    slug, title = "matter-part-unknown", "找不到这条分解任务，可能还没有同步"


class PartNotOpen(Problem):
    slug, title = "matter-part-not-open", "这条分解任务已经反馈完成，不用再报"


class PartNotDone(Problem):
    slug, title = "matter-part-not-done", "这条分解任务还没有反馈，不能退回"


class EvidenceMissing(Problem):
    slug, status = "matter-evidence-missing", 422
    title = "这条任务要求照片证据，请至少附一张照片后再报完成"


class PartsNotDone(Problem):
    slug, title = "matter-parts-not-done", "还有分解任务没有完成，不能办结；确实办不了的请申请核销"


class NoParts(Problem):
    slug, title = "matter-has-no-parts", "事项还没有分解到责任单位，请先分解再办结"


class WaiverNotAsked(Problem):
    slug, title = "waiver-not-asked", "该事项没有待批准的核销申请"


class OwnWaiver(Problem):
    slug, status = "own-waiver", 403
    title = "核销不能由申请人自己批准，请另一位审批人办理"


class ServiceUnitUnset(Problem):
    slug = "service-unit-unset"
    title = "还没有指定接收结果的客户服务部，请管理员设置制度参数 matter.service_unit（部门代码）"


class ReceiptUnknown(Problem):
    slug, title = "matter-receipt-unknown", "找不到这条回执，可能还没有同步"


class OutsideMatter(Problem):
    slug, status = "site-outside-matter", 422
    title = "所选站点不属于该事项的责任单位，请换一个站点"


@dataclass(frozen=True)
class Origin:
    """Where a matter comes from; channel and sender are a letter's own."""

    source: str
    note: str = ""
    channel: str | None = None
    sender: str = ""


@dataclass(frozen=True)
class KeyLists:
    """What makes a matter key by itself, as the company's policy lists it (W1-10)."""

    sources: Sequence[str]
    channels: Sequence[str]
    senders: Sequence[str]


@dataclass(frozen=True)
class KeyMark:
    """Why a matter is key: by which list, or by hand, and what in it decided."""

    basis: str
    match: str = ""


def check_origin(origin: Origin) -> None:
    """W1-1: a source is always named; 其他 says more, and only letters have a channel."""
    is_letter, has_letter = origin.source == LETTER, bool(origin.channel or origin.sender)
    if origin.source == OTHER and not origin.note:
        raise SourceNoteMissing
    if is_letter and not (origin.channel and origin.sender):
        raise LetterFieldsMissing
    if has_letter and not is_letter:
        raise LetterFieldsGiven


def key_mark(origin: Origin, lists: KeyLists) -> KeyMark | None:
    """Whether it is on the 100 % track by itself (W1-10(1).1–5, (2).1–2); None: routine.

    A letter is judged by its channel, then by its sender, in whose name a listed word stands.
    """
    if origin.source != LETTER:
        return KeyMark("source", origin.source) if origin.source in lists.sources else None
    if origin.channel in lists.channels:
        return KeyMark("channel", origin.channel or "")
    found = next((word for word in lists.senders if word and word in origin.sender), None)
    return KeyMark("sender", found) if found else None


def hand_mark(reason: str) -> KeyMark:
    """By a person's judgement, never without a reason (W1-10(1).6, (2).3)."""
    if not reason:
        raise KeyReasonMissing
    return KeyMark("hand")


def state_of_new(origin: Origin, mark: KeyMark | None, parts: int) -> str:
    """A general letter goes to the cases (W1-10(2).0): it is registered, and not broken down."""
    if origin.source != LETTER or mark is not None:
        return OPEN
    if parts:
        raise LetterGoesToCases
    return TO_CASES


def clause_of(mark: KeyMark, source: str) -> str:
    """The clause of the regulation by which it is key, where no policy names another."""
    if mark.basis == "hand":
        return "W1-10(2).3" if source == LETTER else "W1-10(1).6"
    return CLAUSES.get(mark.match if mark.basis == "source" else mark.basis, "W1-10(1)")


def check_due(due_on: date, today: date) -> None:
    if due_on < today:
        raise DueInThePast


def check_part_due(due_on: date, matter_due_on: date, today: date) -> None:
    """Not after the matter itself; of one that is late already, today at the latest."""
    check_due(due_on, today)
    if due_on > max(matter_due_on, today):
        raise PartDueTooLate


def check_step(next_step: str, next_on: date | None, today: date) -> None:
    """Both or none, and not in the past."""
    if bool(next_step) != (next_on is not None) or (next_on is not None and next_on < today):
        raise StepIncomplete


def check_open(state: str) -> None:
    if state != OPEN:
        raise MatterNotOpen(state=state)


def check_markable(state: str, track: str) -> None:
    """An open one, or a letter that went to the cases and is taken up after all."""
    if track == KEY:
        raise AlreadyKey
    if state not in (OPEN, TO_CASES):
        raise MatterNotOpen(state=state)


def check_report(part_state: str, is_photo_needed: bool, photos: int) -> None:
    if part_state != PART_OPEN:
        raise PartNotOpen
    if is_photo_needed and not photos:
        raise EvidenceMissing


def check_returnable(part_state: str) -> None:
    if part_state != PART_DONE:
        raise PartNotDone


def check_closable(state: str, part_states: Collection[str]) -> None:
    """办结: all parts are done, and there is at least one."""
    check_open(state)
    if not part_states:
        raise NoParts
    if any(part != PART_DONE for part in part_states):
        raise PartsNotDone


def check_waiver(state: str, asker_id: str | None, answerer_id: str) -> None:
    """核销 is approved by somebody else (four eyes)."""
    if state != WAIVER:
        raise WaiverNotAsked
    if asker_id == answerer_id:
        raise OwnWaiver


def is_adrift(state: str, next_on: date | None, today: date) -> bool:
    """Open, and nobody has said what comes next, or the day for it is past."""
    return state == OPEN and (next_on is None or next_on < today)


def official_number(year: int, serial: int) -> str:
    """Number of a matter (事项编号), such as 事〔2026〕0042."""
    return f"事〔{year}〕{serial:04d}"
