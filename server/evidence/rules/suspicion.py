"""Evidence, pure rules: what makes a photo suspicious (疑点). A person judges, nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any

from server.core.words import FlagKind

EARTH_M = 6_371_000
MOST_KMH = 150
LEAST_TRAVEL_M = 300
WORST_ACCURACY_M = 100
MOST_SKEW_MS = 5 * 60 * 1000
# Clocks of a phone and of the server, and a tap between the two, never agree to the second.
EARLY = timedelta(minutes=2)
LATE = timedelta(minutes=30)


@dataclass(frozen=True)
class Spot:
    """Where somebody or something is: WGS-84 degrees, accuracy in metres."""

    lat: float
    lon: float
    accuracy_m: float = 0


@dataclass(frozen=True)
class Taken:
    """What a photo's row tells of how it was taken; `at` with the measured skew taken out."""

    photo_id: str
    at: datetime
    source: str
    spot: Spot | None
    skew_ms: int | None
    seal: str


@dataclass(frozen=True)
class Surroundings:
    """Where a photo should be: the site with its fence, and when its record began and ended."""

    site: Spot | None
    fence_m: int
    began_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Suspicion:
    """One finding; `other_photo_id` names the second picture where it takes two."""

    photo_id: str
    kind: FlagKind
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])
    other_photo_id: str = ""


def metres_between(one: Spot, other: Spot) -> float:
    """Great-circle distance (haversine)."""
    lat1, lat2 = radians(one.lat), radians(other.lat)
    half_lat, half_lon = (lat2 - lat1) / 2, radians(other.lon - one.lon) / 2
    part = sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2
    return 2 * EARTH_M * asin(sqrt(part))


def suspicions_of(taken: Taken, around: Surroundings) -> list[Suspicion]:
    """All that a photo's own row and its surroundings give reason to ask about."""
    found = {
        "gallery": {} if taken.source == "gallery" else None,
        "accuracy": _inaccurate(taken.spot),
        "fence": _outside(taken.spot, around),
        "clock": _clock_off(taken),
        "before": _too_early(taken.at, around.began_at),
        "after": _too_late(taken.at, around.ended_at),
        "seal": None if taken.seal == "signed" else {"seal": taken.seal},
    }
    return [
        Suspicion(taken.photo_id, kind, details)  # pyright: ignore[reportArgumentType]
        for kind, details in found.items()
        if details is not None
    ]


def travelled_too_fast(earlier: Taken, later: Taken) -> Suspicion | None:
    """Nobody is there so soon: over MOST_KMH even if both positions err in the photos' favour."""
    start, end = _accurate(earlier.spot), _accurate(later.spot)
    if start is None or end is None:
        return None
    distance = metres_between(start, end)
    least = distance - start.accuracy_m - end.accuracy_m
    seconds = max(1.0, (later.at - earlier.at).total_seconds())
    if least < LEAST_TRAVEL_M or least / seconds * 3.6 <= MOST_KMH:
        return None
    details = {
        "distance_m": round(distance),
        "seconds": round(seconds),
        "kmh": round(distance / seconds * 3.6),
    }
    return Suspicion(later.photo_id, "travel", details, earlier.photo_id)


def _accurate(spot: Spot | None) -> Spot | None:
    return spot if spot and spot.accuracy_m <= WORST_ACCURACY_M else None


def _inaccurate(spot: Spot | None) -> dict[str, Any] | None:
    if spot is None or _accurate(spot):
        return None
    return {"accuracy_m": round(spot.accuracy_m)}


def _outside(spot: Spot | None, around: Surroundings) -> dict[str, Any] | None:
    """Beyond the fence (围栏) even where the position errs by all of its accuracy."""
    if spot is None or around.site is None:
        return None
    distance = metres_between(spot, around.site)
    if distance - spot.accuracy_m <= around.fence_m:
        return None
    return {
        "distance_m": round(distance),
        "fence_m": around.fence_m,
        "accuracy_m": round(spot.accuracy_m),
    }


def _clock_off(taken: Taken) -> dict[str, Any] | None:
    """Without a seal nothing tells of the clock; that is a suspicion of its own."""
    if taken.seal == "none":
        return None
    if taken.skew_ms is not None and abs(taken.skew_ms) <= MOST_SKEW_MS:
        return None
    return {"skew_ms": taken.skew_ms}


def _too_early(at: datetime, began_at: datetime | None) -> dict[str, Any] | None:
    if began_at is None or at >= began_at - EARLY:
        return None
    return {"seconds": round((began_at - at).total_seconds())}


def _too_late(at: datetime, ended_at: datetime | None) -> dict[str, Any] | None:
    if ended_at is None or at <= ended_at + LATE:
        return None
    return {"seconds": round((at - ended_at).total_seconds())}
