"""Bulletins: pure rules. What is counted, what may stand there, and who may approve it."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.core.problems import Problem

COLOURS = ("green", "blue", "orange")
# (state, action) → next state; what is not here is refused.
TRANSITIONS: Mapping[tuple[str, str], str] = {
    ("draft", "edit"): "draft",
    ("draft", "approve"): "published",
    ("published", "withdraw"): "withdrawn",
}
# After so many months without the sweep the older ones are nobody's business any more.
MOST_MONTHS = 12

# Mobile and landline numbers, identity cards, accounts: any run of seven digits, also with gaps.
_NUMBER = re.compile(r"\d(?:[\s-]?\d){6,}")
# 王先生, 李女士, and addresses down to the door.
_TITLE = re.compile(r"[\u4e00-\u9fff](?:先生|女士|小姐|师傅|大爷|大妈|阿姨)")
_DOOR = re.compile(r"\d+\s*(?:号楼|栋|幢|单元|室|户)")
# Shorter names are words of their own too often.
SHORTEST_NAME = 2


class BulletinUnknown(Problem):
    slug, title = "bulletin-unknown", "找不到这份公示"


class BulletinState(Problem):
    slug, title = "bulletin-state", "公示当前状态不允许这项操作"


class BulletinOwnWork(Problem):
    slug, status, title = "bulletin-own-work", 403, "编辑过公示的人不能批准发布，请另一位审批人处理"


class BulletinPersonal(Problem):
    slug, status, title = "bulletin-personal", 422, "公示中不能出现姓名、电话、证件号或门牌，请删去"


@dataclass(frozen=True)
class Line:
    """A unit's month: orders sent by colour, how many of them are closed, percent rounded down."""

    unit_id: str
    unit_name: str
    green: int
    blue: int
    orange: int
    closed: int
    closing_rate: int | None


@dataclass(frozen=True)
class Highlight:
    """What a green order praises (亮点), of which unit."""

    unit_name: str
    text: str


@dataclass(frozen=True)
class Sent:
    """So many orders that went to a unit: their colour, and whether they are closed."""

    unit_id: str
    colour: str
    is_closed: bool
    count: int


def next_state(state: str, action: str) -> str:
    found = TRANSITIONS.get((state, action))
    if found is None:
        raise BulletinState(state=state, action=action)
    return found


def check_four_eyes(approver_id: str, editor_ids: Collection[str]) -> None:
    """Who wrote in it does not approve it; the figures are the system's own (四眼)."""
    if approver_id in editor_ids:
        raise BulletinOwnWork


def check_impersonal(text: str, names: Iterable[str]) -> None:
    found = find_personal(text, names)
    if found:
        raise BulletinPersonal(found=found)


def find_personal(text: str, names: Iterable[str]) -> list[str]:
    """What in a text points to a person: known names, numbers, forms of address, doors."""
    patterns = (_NUMBER, _TITLE, _DOOR)
    found = [match.group() for pattern in patterns for match in pattern.finditer(text)]
    return found + sorted(name for name in names if len(name) >= SHORTEST_NAME and name in text)


def lines_of(units: Sequence[tuple[str, str]], sent: Iterable[Sent]) -> list[Line]:
    """One line for each (id, name), also of those that got nothing: silence would be a hint."""
    found = list(sent)
    return [
        _line(unit_id, name, [its for its in found if its.unit_id == unit_id])
        for unit_id, name in units
    ]


def _line(unit_id: str, name: str, sent: Sequence[Sent]) -> Line:
    by_colour = {
        colour: sum(its.count for its in sent if its.colour == colour) for colour in COLOURS
    }
    closed = sum(its.count for its in sent if its.is_closed)
    rate = percent(closed, sum(by_colour.values()))
    return Line(unit_id, name, **by_colour, closed=closed, closing_rate=rate)


def percent(part: int, whole: int) -> int | None:
    """Rounded down, so that only what is complete says 100; None of nothing."""
    return part * 100 // whole if whole else None


def month_before(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{year - (number == 1):04d}-{(number - 2) % 12 + 1:02d}"


def missing_months(newest: str | None, last: str) -> list[str]:
    """Months to draft up to the last full one, the oldest first; a new company begins with that."""
    if newest is None:
        return [last]
    found = list[str]()
    while last > newest and len(found) < MOST_MONTHS:
        found.append(last)
        last = month_before(last)
    return found[::-1]
