"""Reports: which photos stand on a slip, as pairs of before and after, two a row."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from server.evidence.models import Photo
from server.reports.queries import Chapter, Story

# Two columns; None leaves a place empty.
Row = list[dict[str, str] | None]
MOST_OF_VISIT = 12
SIGNATURE_SLOTS = ("signature", "witness")
WHY = {"missing": "照片尚未送达", "refused": "照片未被接收"}
GONE = "照片不在服务器上"


def list_groups(story: Story) -> list[dict[str, Any]]:
    """Groups with a title, in the order in which the form names their things."""
    chapter = story.now
    groups = [_matter_group(story, chapter, place) for place in range(len(chapter.matters))]
    if not chapter.matters:
        groups.append(_group("现场照片", _rows(story, _visit_photos(story), "现场")))
    groups += [
        _group("会议与盖章件", _paired(_papers(story))),
        _group("现场签字", _paired(_signatures(story)), is_low=True),
    ]
    return [group for group in groups if group["rows"]]


def _group(title: str, rows: list[Row], *, is_low: bool = False) -> dict[str, Any]:
    return {"title": title, "rows": rows, "is_low": is_low}


def _matter_group(story: Story, chapter: Chapter, place: int) -> dict[str, Any]:
    matter = chapter.matters[place]
    before = _cells(story, matter.photo_ids, "整改前")
    after = _cells(story, matter.after_photo_ids, "整改后")
    rows: list[Row] = [list(pair) for pair in zip_longest(before, after)]
    return _group(f"事项 {place + 1}　{matter.text}", rows)


def _visit_photos(story: Story) -> list[str]:
    its = [
        photo.id
        for photo in story.photos.values()
        if photo.subject_id == story.visit.id and photo.slot not in SIGNATURE_SLOTS
    ]
    return its[:MOST_OF_VISIT]


def _papers(story: Story) -> list[dict[str, str]]:
    if not story.now.feedbacks:
        return []
    its = story.now.feedbacks[-1]
    meeting = its.meeting["photo_id"] if its.meeting else None
    told = ((meeting, "会议照片"), (its.stamped_photo_id, "签字盖章件"))
    return [cell_of(story, photo_id, caption) for photo_id, caption in told if photo_id]


def _signatures(story: Story) -> list[dict[str, str]]:
    words = {"signature": "受检人现场签字", "witness": "拒签见证照片"}
    return [
        cell_of(story, photo.id, words[photo.slot])
        for photo in story.photos.values()
        if photo.subject_id == story.visit.id
        and photo.slot in words
        and story.now.order.colour != "green"
    ]


def _rows(story: Story, ids: Sequence[str], caption: str) -> list[Row]:
    return _paired(_cells(story, ids, caption))


def _paired(cells: Sequence[dict[str, str]]) -> list[Row]:
    return [list(pair) for pair in zip_longest(cells[::2], cells[1::2])]


def _cells(story: Story, ids: Sequence[str], caption: str) -> list[dict[str, str]]:
    return [cell_of(story, photo_id, f"{caption} {n}") for n, photo_id in enumerate(ids, start=1)]


def cell_of(story: Story, photo_id: str, caption: str) -> dict[str, str]:
    """A photo by its id and hash, with what stands below it, or in its place."""
    photo = story.photos.get(photo_id)
    return {
        "id": photo_id,
        "sha256": photo.sha256 if photo else "",
        "caption": caption,
        "why": _why(photo),
    }


def _why(photo: Photo | None) -> str:
    """Why there is no picture; nothing where there is one."""
    if photo is None:
        return GONE
    return "" if photo.blob == "present" else WHY.get(photo.blob, GONE)
