"""Catalogue rules: checklists (检查表)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from server.core.problems import Problem

FULL_WEIGHT = 100


@dataclass(frozen=True)
class Item:
    """A checklist item as the rules see it; a factor of None leaves the score's base."""

    code: str
    weight: int
    factors: Mapping[str, int | None]
    photo_mode: str
    photo_min: int
    note_required_on: Collection[str]
    is_red_line: bool
    repeat_key: str
    is_gallery_allowed: bool = True


class TemplateUnknown(Problem):
    slug, title = "template-unknown", "找不到这份检查表"


class WeightsWrong(Problem):
    slug, status, title = "weights-wrong", 422, "各条目权重之和必须为 100"


class ItemCodesWrong(Problem):
    slug, status, title = "item-codes-wrong", 422, "条目编码重复"


def check_items(codes: Sequence[str], weights: Sequence[int]) -> None:
    if len(set(codes)) != len(codes):
        raise ItemCodesWrong
    if sum(weights) != FULL_WEIGHT:
        raise WeightsWrong(total=sum(weights))
