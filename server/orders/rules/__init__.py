"""Orders: pure rules. The life of an order as one table, shared with phones by sync/wire."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from server.core.calendar import end_of_day
from server.core.clock import local_day
from server.core.problems import Problem
from server.core.words import ClockStart, LimitUnit, OrangeCause

GREEN, BLUE, ORANGE = "green", "blue", "orange"

# The unit has to do something before the limit.
AWAITING_UNIT = ("delivered", "acknowledged", "returned")
# Delivered and not settled: their problems are the site's open ones.
UNDER_WAY = (*AWAITING_UNIT, "feedback", "in_review")
# States that mean the same to who looks for an order; phones offer the same ones.
STAGES: Mapping[str, Sequence[str]] = {
    "draft": ("draft",),
    "issued": ("issued",),
    "delivered": ("delivered",),
    "rectifying": ("acknowledged", "returned"),
    "reviewing": ("feedback", "in_review"),
    "settled": ("closed", "withdrawn", "escalated", "voided"),
    "closed": ("closed",),
    "escalated": ("escalated",),
    "open": ("draft", "issued", *UNDER_WAY),
}
# What was sent to units and stands; these the boards and bulletins count.
SENT = (*UNDER_WAY, "closed", "escalated")

# What the policies order.feedback_unit and order.clock_start count on.
FEEDBACK_UNITS: Sequence[LimitUnit] = ("calendar_days", "working_days")
CLOCK_STARTS: Sequence[ClockStart] = ("delivered", "signed", "acknowledged")
LATEST_ACKNOWLEDGEMENT = timedelta(days=1)

# With its check an order is voided (作废) whatever has become of it, closed and escalated ones too:
# they are counted and looked back on. What never came to be, withdrawn or dismissed, stays so.
VOIDABLE = ("draft", "issued", *UNDER_WAY, "closed", "escalated")

# (state, action) → next state; what is not here is refused.
TRANSITIONS: Mapping[tuple[str, str], str] = {
    ("draft", "confirm"): "issued",
    ("draft", "dismiss"): "withdrawn",
    ("issued", "deliver"): "delivered",
    ("issued", "withdraw"): "withdrawn",
    ("delivered", "acknowledge"): "acknowledged",
    ("acknowledged", "submit_feedback"): "feedback",
    ("returned", "submit_feedback"): "feedback",
    ("feedback", "review_pass"): "closed",
    ("feedback", "review_return"): "returned",
    ("feedback", "review_fail"): "escalated",
    ("delivered", "strike_all"): "withdrawn",
    ("acknowledged", "strike_all"): "withdrawn",
    ("feedback", "strike_all"): "withdrawn",
    ("delivered", "escalate"): "escalated",
    ("acknowledged", "escalate"): "escalated",
    ("returned", "escalate"): "escalated",
    ("feedback", "escalate"): "escalated",
    **{(state, "void"): "voided" for state in VOIDABLE},
}


class OrderUnknown(Problem):
    slug, title = "order-unknown", "找不到这张督查单"


class OrderState(Problem):
    slug, title = "order-state", "督查单当前状态不允许这项操作"


class ColourWrong(Problem):
    slug, title = "colour-wrong", "督查单颜色与检查结果不符"


class OrderOfVoidedVisit(Problem):
    slug, title = "order-of-voided-visit", "这次检查已作废，不能签发督查单"


class VisitNotClosed(Problem):
    slug, title = "visit-not-closed", "检查尚未提交，不能签发督查单"


class LevelGivesNoOrder(Problem):
    slug, title = "level-gives-no-order", "只有总部督导组的检查才能签发督查单"


class OrderExists(Problem):
    slug, title = "order-exists", "这次检查已经签发过督查单"


class MattersWrong(Problem):
    slug, title = "matters-wrong", "督办事项与检查中的问题不一致"


class SiteOutOfService(Problem):
    slug, title = "order-site-closed", "站点或其单位已停用，不能再签发督查单"


class OwnFeedback(Problem):
    slug, status, title = "review-own-feedback", 403, "不能审核自己提交的反馈或自己签发的单"


class FeedbackWithoutPhoto(Problem):
    slug, title = "feedback-without-photo", "每个督办事项都要有整改后照片"


class FeedbackWithoutSignature(Problem):
    slug, title = "feedback-without-signature", "反馈需要签字"


class EvidenceMissing(Problem):
    slug, title = "evidence-missing", "整改照片还没有全部送达，暂不能通过"


class PhotoNotOfOrder(Problem):
    slug, title = "photo-not-of-order", "这张照片不属于该督查单的反馈"


class ReturnUnexplained(Problem):
    slug, title = "return-unexplained", "退回或判定不合格必须说明原因"


class MeetingMissing(Problem):
    slug, title = "meeting-missing", "橙单反馈须有会议记录、会议照片和整改方案"


class StampMissing(Problem):
    slug, title = "stamp-missing", "橙单反馈须上传盖章件照片"


class DraftStands(Problem):
    slug, title = "draft-stands", "整改已判定不合格，橙单只能确认签发"


def next_state(state: str, action: str, colour: str) -> str:
    """The state that an action leads to. A green order is closed by being acknowledged.

    A green or blue draft is the order of a check that was made: it cannot be dismissed.
    """
    found = TRANSITIONS.get((state, action))
    if found is None or (action == "dismiss" and colour != ORANGE):
        raise OrderState(state=state, action=action)
    return "closed" if found == "acknowledged" and colour == GREEN else found


def can(state: str, action: str) -> bool:
    return (state, action) in TRANSITIONS


def is_overdue(escalates_at: datetime | None, now: datetime) -> bool:
    """The first matter should have been mended, and nothing was fed back or drafted."""
    return escalates_at is not None and escalates_at <= now


def limit_of(
    state: str, feedback_due_at: datetime | None, escalates_at: datetime | None
) -> datetime | None:
    """What the unit has to keep next: the earlier limit; for papers that were sent back its own."""
    if feedback_due_at is None or escalates_at is None:
        return escalates_at or feedback_due_at
    return escalates_at if state == "returned" else min(feedback_due_at, escalates_at)


def due_kind(state: str, limit: datetime | None, now: datetime) -> str:
    """none, left, today or overdue; only an order that waits for its unit can be due."""
    if limit is None or state not in AWAITING_UNIT:
        return "none"
    if limit <= now:
        return "overdue"
    return "today" if limit <= end_of_day(local_day(now)) else "left"


def overdue_cause(colour: str) -> OrangeCause:
    """A blue order was late; an orange one that is late has failed (AMB-19)."""
    return "failed" if colour == ORANGE else "overdue"


def clock_start(
    runs_from: ClockStart, signed: datetime, delivered: datetime, acknowledged: datetime | None
) -> datetime:
    """The instant from which an order's limits run (AMB-10).

    Delivery is never before signing. Who does not sign for it wins no more than a day.
    """
    if runs_from == "signed":
        return signed
    if runs_from == "delivered":
        return delivered
    latest = delivered + LATEST_ACKNOWLEDGEMENT
    return latest if acknowledged is None else min(acknowledged, latest)


def check_visit(state: str, level: str) -> None:
    """Orders come from the supervision group's own closed checks alone (AMB-51)."""
    if state == "voided":
        raise OrderOfVoidedVisit
    if state != "closed":
        raise VisitNotClosed
    if level != "hq":
        raise LevelGivesNoOrder(level=level)


def check_in_service(is_site_closed: bool, is_unit_closed: bool) -> None:
    """An order needs somebody who answers it."""
    if is_site_closed or is_unit_closed:
        raise SiteOutOfService


def check_colour(colour: str, visit_colour: str | None) -> None:
    """Green only where nothing failed even partly (AMB-16)."""
    if colour != visit_colour:
        raise ColourWrong(expected=visit_colour)


def check_matters(item_codes: Sequence[str], problem_codes: Collection[str]) -> None:
    """One matter (督办事项) for each problem found, no more and no less (AMB-17)."""
    if sorted(item_codes) != sorted(problem_codes):
        raise MattersWrong(expected=sorted(problem_codes))


def check_delivered(state: str, delivered_at: datetime | None) -> None:
    """Before delivery the unit does not know of it."""
    if delivered_at is None:
        raise OrderState(state=state, action="comment")


def check_four_eyes(reviewer_id: str, author_ids: Collection[str | None]) -> None:
    """Who wrote the feedback or issued the order does not review it (四眼)."""
    if reviewer_id in author_ids:
        raise OwnFeedback


def check_feedback(
    matter_ids: Collection[str],
    photos_by_matter: Mapping[str, Collection[str]],
    attached: Collection[str],
    signature_id: str,
) -> None:
    """Every matter has at least one photo that came with this order, and the whole is signed."""
    lacking = [
        matter_id
        for matter_id in sorted(matter_ids)
        if not set(photos_by_matter.get(matter_id, ())) & set(attached)
    ]
    if lacking:
        raise FeedbackWithoutPhoto(matter_ids=lacking)
    if signature_id not in attached:
        raise FeedbackWithoutSignature


def check_verdict(verdict: str, reasons: Collection[str], note: str, missing_photos: int) -> None:
    """No order is closed while evidence is missing; no other verdict goes without a reason."""
    if verdict == "pass" and missing_photos:
        raise EvidenceMissing(missing=missing_photos)
    if verdict != "pass" and not reasons and not note.strip():
        raise ReturnUnexplained


def check_orange_answer(colour: str, has_plan: bool, meeting_photo: str | None) -> None:
    """An orange order is answered with a meeting and a plan (Q1-4.3.2b)."""
    if colour == ORANGE and not (has_plan and meeting_photo):
        raise MeetingMissing


def check_stamp(colour: str, stamped_photo: str | None) -> None:
    """The stamped copy may be there for blue and must be for orange (AMB-18)."""
    if colour == ORANGE and stamped_photo is None:
        raise StampMissing


def check_dismissible(cause: str | None) -> None:
    """A verdict stands; what the clock or the history says a person may see otherwise."""
    if cause == "failed":
        raise DraftStands


def check_none_stands(states: Collection[str]) -> None:
    """One order a check; after one that was withdrawn there may be another."""
    if any(state != "withdrawn" for state in states):
        raise OrderExists


def check_replaceable(photo_ids: Collection[str], old_id: str | None) -> None:
    if old_id not in photo_ids:
        raise PhotoNotOfOrder
