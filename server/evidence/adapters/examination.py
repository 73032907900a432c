"""Evidence: looks at a photo that is there for all that is suspicious about it (疑点)."""

from datetime import timedelta

from sqlalchemy.orm import Session

from server.core.runtime import Runtime
from server.evidence.adapters.search import find_same
from server.evidence.models import Photo
from server.evidence.queries.suspicion import (
    find_subject,
    list_flag_ids,
    list_neighbours,
    list_present,
)
from server.evidence.rules.suspicion import (
    Spot,
    Surroundings,
    Suspicion,
    Taken,
    suspicions_of,
    travelled_too_fast,
)
from server.organisation.queries import find_site

FENCE_M = 150


def find_suspicions(runtime: Runtime, org: str, photo_id: str) -> list[Suspicion]:
    """What is not stored yet of all that this photo, and pairs with it, give reason to ask."""
    with runtime.reading() as session:
        photo = next(iter(list_present(session, org, [photo_id])), None)
        if photo is None:
            return []
        found = suspicions_of(_taken(photo), _surroundings(session, photo))
        found += _travels(photo, list_neighbours(session, photo))
    if photo.source != "pad":
        found += _reuses(runtime, photo)
    ids = {flag_id_of(one): one for one in found}
    with runtime.reading() as session:
        known = list_flag_ids(session, list(ids))
    return [one for flag_id, one in ids.items() if flag_id not in known]


def flag_id_of(suspicion: Suspicion) -> str:
    """The same finding has the same id, whoever finds it and however often."""
    parts = (suspicion.photo_id, suspicion.kind, suspicion.other_photo_id)
    return ".".join(filter(None, parts))


def _taken(photo: Photo) -> Taken:
    spot = None
    if photo.lat is not None and photo.lon is not None:
        spot = Spot(photo.lat, photo.lon, photo.accuracy_m or 0)
    at = photo.taken_at - timedelta(milliseconds=photo.skew_ms or 0)
    return Taken(photo.id, at, photo.source, spot, photo.skew_ms, photo.seal)


def _surroundings(session: Session, photo: Photo) -> Surroundings:
    subject = find_subject(session, photo)
    if subject is None:
        return Surroundings(None, FENCE_M, None, None)
    site = find_site(session, photo.org, subject.site_id)
    place, fence_m = None, FENCE_M
    if site is not None and site.lat is not None and site.lon is not None:
        place, fence_m = Spot(site.lat, site.lon), site.fence_m
    return Surroundings(place, fence_m, subject.began_at, subject.ended_at)


def _travels(photo: Photo, neighbours: list[Photo]) -> list[Suspicion]:
    this = _taken(photo)
    pairs = [sorted((this, _taken(other)), key=lambda its: its.at) for other in neighbours]
    found = [travelled_too_fast(earlier, later) for earlier, later in pairs]
    return [one for one in found if one is not None]


def _reuses(runtime: Runtime, photo: Photo) -> list[Suspicion]:
    """The later one of a pair is the suspicious one; of several earlier ones the first is named."""
    key = (photo.taken_at, photo.id)
    found: list[Suspicion] = []
    for same in find_same(runtime, photo):
        other = same.photo
        is_file = other.sha256 == photo.sha256
        details = {"share": same.share, "is_same_file": is_file}
        if (other.taken_at, other.id) > key:
            found.append(Suspicion(other.id, "reused", details, photo.id))
        elif not any(one.photo_id == photo.id for one in found):
            found.append(Suspicion(photo.id, "reused", details, other.id))
    return found
