"""Reports: what a verification page tells, and in which words. An allow-list, not a block-list."""

from collections.abc import Mapping
from typing import Any

from server.orders.models import Order
from server.orders.rules.numbers import shown_number
from server.reports import rules
from server.reports.rules.proving import GONE, is_printed_hash
from server.reports.rules.wording import COLOURS, day_digits, day_word

LANGUAGES = ("zh-CN", "en")
WORDS: Mapping[str, Mapping[str, Any]] = {
    "zh-CN": {
        "title": "督查落实单核验",
        "verdict": {
            "same": "原件一致",
            "newer": "此后有更新",
            "gone": "已失效",
            "unknown": "无法核实",
            "busy": "查询过于频繁",
        },
        "detail": {
            "same": "纸面内容与系统当前记录一致。",
            "newer": "纸面内容是较早的版本，系统记录此后有更新，请向持单人索取新版。",
            "gone": "这张督查落实单已撤回或作废，纸面不再作为依据。",
            "unknown": "系统无法确认这张纸面，请核对校验码，或向签发部门查询。",
            "busy": "请一分钟后再试。",
        },
        "missing": "找不到这张督查落实单，请确认二维码完整、清晰。",
        "number": "单号",
        "colour": "颜色",
        "state": "当前状态",
        "unit": "责任单位",
        "issued": "签发日期",
        "closed": "办结日期",
        "hash": "纸面校验码",
        "switch": "English",
        "footer": "本页只显示核验所需内容，不含个人信息。",
        "open": "尚未办结",
        "never": "不适用",
        "none": "未提供",
    },
    "en": {
        "title": "Slip verification",
        "verdict": {
            "same": "Matches the original",
            "newer": "Updated since it was printed",
            "gone": "No longer valid",
            "unknown": "Cannot be verified",
            "busy": "Asked too often",
        },
        "detail": {
            "same": "The paper says what the system has on record now.",
            "newer": "The paper is an earlier version; ask its holder for the newer one.",
            "gone": "This slip was withdrawn or voided; the paper proves nothing any more.",
            "unknown": "The system cannot confirm this paper; compare the code, or ask the issuer.",
            "busy": "Please try again in a minute.",
        },
        "missing": "There is no such slip. Check that the QR code is whole and clear.",
        "number": "Number",
        "colour": "Colour",
        "state": "State",
        "unit": "Responsible unit",
        "issued": "Issued on",
        "closed": "Closed on",
        "hash": "Code on the paper",
        "switch": "中文",
        "footer": "This page tells no more than is needed to verify, and no personal data.",
        "open": "Not closed",
        "never": "Not applicable",
        "none": "None",
    },
}
ENGLISH_COLOURS: Mapping[str, str] = {"green": "Green", "blue": "Blue", "orange": "Orange"}
ENGLISH_STATES: Mapping[str, str] = {
    "draft": "Draft",
    "issued": "Issued, not delivered",
    "delivered": "To be signed for",
    "acknowledged": "Being rectified",
    "feedback": "To be reviewed",
    "in_review": "In review",
    "returned": "Returned for papers",
    "closed": "Closed",
    "escalated": "Escalated to orange",
    "withdrawn": "Withdrawn",
    "voided": "Void",
}


def words_in(language: str) -> Mapping[str, Any]:
    return WORDS[language]


def proof_of(order: Order, printed: str, language: str) -> dict[str, str]:
    """All that the page says of an order; what is not here is not told."""
    words, is_english = WORDS[language], language == "en"
    state, day = order.state, day_digits if is_english else day_word
    return {
        "number": shown_number(order.number, order.temporary_number),
        "colour": order.colour,
        "colour_word": (ENGLISH_COLOURS if is_english else COLOURS)[order.colour],
        "state": ENGLISH_STATES.get(state, "To be verified")
        if is_english
        else rules.state_word(state),
        "unit": order.unit_name,
        "issued": day(order.issued_at),
        "closed": day(order.closed_at) or words["never" if state in GONE else "open"],
        "hash": printed if is_printed_hash(printed) else words["none"],
    }
