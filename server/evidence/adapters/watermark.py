"""Evidence: the words of a watermark (水印), as the phone has them (sync/wire/watermark.json)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from zoneinfo import ZoneInfo

from server.evidence.adapters.facts import read_facts
from server.evidence.models import Photo

CHINA = ZoneInfo("Asia/Shanghai")
MOST_SKEW_MS = 5 * 60_000
MOST_ERROR_M = 50
OLD_FIX_S = 120
ID_START, ID_END = 8, 4


@dataclass(frozen=True)
class Place:
    """WGS-84 degrees; accuracy in metres where it is known, age in seconds."""

    lat: float
    lon: float
    accuracy_m: float | None
    age_s: int


@dataclass(frozen=True)
class Caption:
    """What a watermark tells; `skew_ms` is phone minus server, None where never measured."""

    photo_id: str
    taken_at: datetime
    skew_ms: int | None
    position: Place | None
    unit: str
    site: str
    inspector: str


def watermark_of(photo: Photo) -> list[str]:
    """The lines that belong into the picture; a signature (签名) is left clean."""
    return [] if photo.source == "pad" else watermark_lines(_caption_of(photo))


def watermark_lines(caption: Caption) -> list[str]:
    """At most five lines, from top to bottom; nothing is told more precisely than it is known."""
    where = " / ".join(filter(None, (caption.unit, caption.site)))
    lines = (_time(caption), _place(caption.position), where, caption.inspector, _short(caption))
    return [line for line in lines if line]


def _time(caption: Caption) -> str:
    skew = caption.skew_ms
    is_known = skew is not None and abs(skew) <= MOST_SKEW_MS
    at = caption.taken_at - timedelta(milliseconds=skew if is_known and skew else 0)
    words = at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
    return words if is_known else f"{words} 时间未校准"


def _place(place: Place | None) -> str:
    if place is None:
        return "无定位"
    age = f" ({place.age_s // 60}分钟前)" if place.age_s >= OLD_FIX_S else ""
    return f"{place.lat:.5f}, {place.lon:.5f} {_accuracy(place.accuracy_m)}{age}"


def _accuracy(metres: float | None) -> str:
    if metres is None:
        return "定位精度未知"
    words = f"±{floor(metres + 0.5)} m"
    return f"定位精度{words}" if metres > MOST_ERROR_M else words


def _short(caption: Caption) -> str:
    return f"照片 {caption.photo_id[:ID_START]}…{caption.photo_id[-ID_END:]}"


def _caption_of(photo: Photo) -> Caption:
    """From the sealed facts; an older phone's photo has only its row."""
    if photo.facts is None:
        return _told(photo)
    facts = read_facts(photo.facts)
    here = facts.position
    return Caption(
        photo_id=facts.photo_id,
        taken_at=facts.taken_at,
        skew_ms=facts.skew_ms,
        position=Place(here.lat, here.lon, here.accuracy_m, here.age_s) if here else None,
        unit=facts.unit,
        site=facts.site.name if facts.site else "",
        inspector=facts.inspector.name,
    )


def _told(photo: Photo) -> Caption:
    return Caption(
        photo_id=photo.id,
        taken_at=photo.taken_at,
        skew_ms=photo.skew_ms,
        position=_told_place(photo),
        unit="",
        site="",
        inspector=photo.owner_name,
    )


def _told_place(photo: Photo) -> Place | None:
    if photo.lat is None or photo.lon is None:
        return None
    return Place(photo.lat, photo.lon, photo.accuracy_m, photo.fix_age_s or 0)
