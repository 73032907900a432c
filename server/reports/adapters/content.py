"""Reports: a slip's content, in the words that are printed; its hash covers all of it."""

from collections.abc import Sequence
from typing import Any

from server.orders.models import Objection
from server.orders.rules.numbers import shown_number
from server.reports import rules
from server.reports.adapters.gallery import cell_of, list_groups
from server.reports.queries import Chapter, Story
from server.reports.rules import wording

# Counts up when what is printed of the same rows changes.
EDITION = 1
Content = dict[str, Any]


def content_of(story: Story) -> Content:
    """The annex's fields (Q1 附件1) and what was added to them, without who prints it and when."""
    order, visit = story.now.order, story.visit
    return {
        "edition": EDITION,
        "org": story.org_name,
        "colour": order.colour,
        "colour_word": wording.COLOURS[order.colour],
        "title": wording.TITLES[order.colour],
        "number": shown_number(order.number, order.temporary_number),
        "is_temporary": order.number is None,
        "state": rules.state_word(order.state),
        "mark": rules.mark_of(order.state),
        "date": wording.day_word(order.issued_at),
        "project": _project(story),
        "unit": wording.place_word(order.branch_name, order.unit_name, order.site_name),
        "checked": wording.span_word(visit.started_at, visit.closed_at),
        "highlights": order.highlights,
        "remark": order.remark,
        "history": [_past(chapter, after) for chapter, after in _steps(story)],
        "matters": [_matter(story.now, number) for number in range(len(story.now.matters))],
        "feedback": _feedback(story),
        "review": _review(story.now),
        "facts": _facts(story),
        "photos": list_groups(story),
    }


def _project(story: Story) -> str:
    order = story.now.order
    kind = f"{wording.LEVELS.get(order.level, '')}{wording.FORMS.get(order.form, '')}"
    return f"{order.template_name}（{kind}）"


def _matter(chapter: Chapter, place: int) -> Content:
    its = chapter.matters[place]
    limit = wording.day_word(its.rectify_due_on)
    # Only where it is so: what was printed of all others keeps its hash.
    mark = {"struck": wording.STRUCK} if its.is_struck else {}
    return mark | {
        "title": f"{its.category}：{its.text}" if its.category else its.text,
        "finding": its.finding,
        "grade": f"{wording.SEVERITIES[its.severity]} · {wording.RESULTS[its.result]}",
        "clauses": [f"{each['id']}（{each['article']}）{each['text']}" for each in its.clauses],
        "requirement": its.requirement,
        "limit": f"{limit} 24:00 前" if limit else f"送达后 {its.rectify_days} 日内",
        "cause": its.cause,
        "measures": its.measures,
        "outcome": its.outcome,
    }


def _feedback(story: Story) -> Content | None:
    """The newest round: the one that counts."""
    if not story.now.feedbacks:
        return None
    its = story.now.feedbacks[-1]
    return {
        "round": its.round,
        "signer": its.signer_name,
        "author": its.author_name,
        "date": wording.day_word(its.submitted_at),
        "signature": cell_of(story, its.signature_photo_id, "签字"),
        "plan": its.plan,
        "meeting": _meeting(its.meeting),
    }


def _meeting(meeting: Content | None) -> list[list[str]]:
    if meeting is None:
        return []
    return [
        ["会议时间", wording.iso_time_word(meeting["held_at"])],
        ["主持人", meeting["chair"]],
        ["参会人员", meeting["attendees"]],
        ["会议记录", meeting.get("record", "")],
    ]


def _review(chapter: Chapter) -> Content:
    """Every round's verdict; reviewer and time are the last one's."""
    last = chapter.reviews[-1] if chapter.reviews else None
    return {
        "verdicts": [
            {
                "round": its.round,
                "verdict": wording.VERDICTS[its.verdict],
                "why": wording.reasons_word(its.reasons, its.note),
                "at": wording.time_word(its.reviewed_at),
            }
            for its in chapter.reviews
        ],
        "reviewer": last.reviewer_name if last else "",
        "at": wording.time_word(last.reviewed_at) if last else "",
    }


def _steps(story: Story) -> Sequence[tuple[Chapter, Chapter]]:
    """Each order before this one, with the one that came after it and knows why."""
    chapters = [*story.before, story.now]
    return list(zip(story.before, chapters[1:], strict=True))


def _past(chapter: Chapter, after: Chapter) -> Content:
    """蓝单下达及整改情况: what was asked, what was answered, how it was judged, why it went on."""
    order, cause = chapter.order, after.order.cause
    return {
        "number": shown_number(order.number, order.temporary_number),
        "issued": [
            ["下达", wording.time_word(order.issued_at)],
            ["送达", wording.time_word(order.delivered_at) or "未送达"],
            ["签收", _signed_for(chapter) or "未签收"],
            ["反馈期限", wording.end_word(order.feedback_due_at) or "未起算"],
        ],
        "answers": [_answer(chapter, place) for place in range(len(chapter.feedbacks))],
        "verdicts": _review(chapter)["verdicts"],
        "reviewer": _review(chapter)["reviewer"],
        "cause": wording.CAUSES.get(cause or "", ""),
    }


def _signed_for(chapter: Chapter) -> str:
    order = chapter.order
    return "，".join(
        filter(None, (order.acknowledged_by, wording.time_word(order.acknowledged_at)))
    )


def _answer(chapter: Chapter, place: int) -> Content:
    its = chapter.feedbacks[place]
    order_of = {matter.id: number for number, matter in enumerate(chapter.matters, start=1)}
    return {
        "round": its.round,
        "at": wording.time_word(its.submitted_at),
        "signer": its.signer_name,
        "matters": [
            {
                "n": order_of.get(each["matter_id"], 0),
                "text": _told(each),
            }
            for each in its.matters
        ],
    }


def _told(answer: Content) -> str:
    names = {"原因": "cause", "措施": "measures", "结果": "outcome"}
    return "；".join(f"{word}：{answer[name].rstrip('。；;. ')}" for word, name in names.items())


def _facts(story: Story) -> list[list[str]]:
    """办理信息: what was added to the annex so that the order can be proved, searched and timed."""
    chapter, order = story.now, story.now.order
    tenths = order.score_tenths
    score = "" if tenths is None else f"{tenths // 10}.{tenths % 10} 分"
    signer = "拒绝签字" if order.is_refused else f"{order.signer_name} {order.signer_post}".strip()
    issued = f"{order.issuer_name}，{wording.time_word(order.issued_at)}"
    told = [
        ["检查单号", order.visit_id],
        ["督查人员", story.visit.inspector_name],
        ["检查得分", score],
        ["受检人", signer],
        ["签发", "" if order.state == "draft" else issued],
        ["送达", wording.time_word(order.delivered_at)],
        ["签收", _signed_for(chapter)],
        ["反馈期限", _limit(chapter)],
        *(["异议", _objection(chapter, its)] for its in chapter.objections),
        ["办结", wording.time_word(order.closed_at)],
        ["升橙原因", wording.CAUSES.get(order.cause or "", "")],
        ["撤回理由", order.withdrawn_reason or ""],
    ]
    if order.colour != "green":
        told += [["亮点", order.highlights], ["备注", order.remark]]
    return [each for each in told if each[1]]


def _objection(chapter: Chapter, its: Objection) -> str:
    """Against which matters, who said what, and how it was answered."""
    matters = enumerate(chapter.matters, start=1)
    numbers = "、".join(str(place) for place, matter in matters if matter.id in its.matter_ids)
    raised = f"第{numbers}项（{its.author_name}，{wording.time_word(its.raised_at)}）：{its.reason}"
    answer = wording.OBJECTIONS[its.state]
    if its.answered_at is not None:
        answered = f"{its.answerer_name}，{wording.time_word(its.answered_at)}"
        answer = f"{answer}（{answered}）：{its.answer}"
    return f"{raised}\n答复：{answer}"


def _limit(chapter: Chapter) -> str:
    """The end, and how it was counted (AMB-09, AMB-10)."""
    order = chapter.order
    if order.feedback_due_at is None or order.deadline is None:
        return ""
    start = wording.STARTS[order.deadline["runs_from"]]
    span = f"{order.deadline['amount']}{wording.UNITS[order.deadline['unit']]}"
    return f"{wording.end_word(order.feedback_due_at)}（自{start}次日起 {span}）"
