"""Reports, pure rules: the words of a slip. Chinese, as the annex has them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from server.core.clock import CHINA

MIDNIGHT = (0, 0)
TITLES: Mapping[str, str] = {
    "green": "服务督查落实单（绿单）",
    "blue": "服务督查落实单（蓝单）",
    "orange": "服务督查落实单（橙单）",
}
COLOURS: Mapping[str, str] = {"green": "绿单", "blue": "蓝单", "orange": "橙单"}
LEVELS: Mapping[str, str] = {
    "team": "班组级",
    "department": "部门级",
    "company": "公司级",
    "hq": "总部督导组",
}
FORMS: Mapping[str, str] = {"self": "自查", "spot": "抽查", "key": "重点", "mystery": "神秘客户"}
SEVERITIES: Mapping[str, str] = {"minor": "一般", "major": "较重", "critical": "严重"}
RESULTS: Mapping[str, str] = {"partial": "部分合格", "fail": "不合格"}
VERDICTS: Mapping[str, str] = {"pass": "通过", "return": "退回补充材料", "fail": "不合格"}
# What is said of a matter after an objection to it was upheld.
STRUCK = "异议成立，已划除"
OBJECTIONS: Mapping[str, str] = {
    "noted": "单据送达后答复",
    "open": "尚未答复",
    "upheld": "异议成立",
    "rejected": "异议不成立",
}
CAUSES: Mapping[str, str] = {
    "overdue": "逾期未完成",
    "failed": "整改未达到要求",
    "repeated": "同一问题重复发生",
}
REASONS: Mapping[str, str] = {
    "photo_unclear": "照片不清楚",
    "photo_wrong_place": "照片位置不对",
    "measures_vague": "措施不具体",
    "cause_missing": "原因没写清",
    "signature_missing": "签字不完整",
    "other": "其他",
}
STARTS: Mapping[str, str] = {"delivered": "送达", "signed": "签发", "acknowledged": "签收"}
UNITS: Mapping[str, str] = {
    "calendar_days": "日",
    "working_days": "个工作日",
    "months": "个月",
    "minutes": "分钟",
}


def day_word(day: date | datetime | None) -> str:
    """2026年5月6日, in China; nothing where there is no day."""
    if isinstance(day, datetime):
        day = day.astimezone(CHINA).date()
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def month_word(period: str) -> str:
    """2026年5月 of 2026-05."""
    year, month = map(int, period.split("-"))
    return f"{year}年{month}月"


def day_digits(at: datetime | None) -> str:
    """2026-05-06, in China; for those who read no Chinese."""
    return "" if at is None else at.astimezone(CHINA).date().isoformat()


def time_word(at: datetime | None) -> str:
    """2026年5月6日 10:05, in China."""
    if at is None:
        return ""
    return f"{day_word(at)} {at.astimezone(CHINA):%H:%M}"


def end_word(end: datetime | None) -> str:
    """An end of a limit: midnight is the 24:00 of the day before it."""
    if end is None:
        return ""
    here = end.astimezone(CHINA)
    if (here.hour, here.minute) == MIDNIGHT:
        return f"{day_word(here - timedelta(days=1))} 24:00"
    return time_word(end)


def span_word(start: datetime, end: datetime | None) -> str:
    """When something was done, from start to end; the day once where it is one."""
    if end is None:
        return time_word(start)
    is_one_day = day_word(start) == day_word(end)
    return (
        f"{time_word(start)}–{f'{end.astimezone(CHINA):%H:%M}' if is_one_day else time_word(end)}"
    )


def place_word(branch: str, unit: str, site: str) -> str:
    """责任单位（站点）: branch and unit, the site in brackets; a name that repeats stands once."""
    units = " ".join(dict.fromkeys(name for name in (branch, unit) if name))
    return units if not site or site in units else f"{units}（{site}）"


def reasons_word(reasons: list[str], note: str) -> str:
    """Why a reviewer decided so: his reasons, then his note."""
    words = "、".join(REASONS.get(reason, reason) for reason in reasons)
    return "：".join(part for part in (words, note) if part)


def iso_time_word(text: str) -> str:
    """The same of an instant as JSON keeps it."""
    return time_word(datetime.fromisoformat(text))
