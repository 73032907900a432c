"""Evidence: suspicions about photos (疑点), page by page for those who judge them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.endpoint import asked_of, current_actor, endpoint
from server.core.problems import InvalidRequest, NotAllowed, SignedOut
from server.core.runtime import runtime
from server.evidence.models import Photo, PhotoFlag, PhotoSubject
from server.evidence.queries import flags as queries
from server.evidence.queries.flags import GRANT, FlagFilter
from server.evidence.schemas import Flag, FlagChoice, FlaggedPhoto, FlagPage, FlagQuery
from server.organisation.queries import find_sites, list_units

routes = Blueprint("flags", __name__, url_prefix="/api")
PAGE = 30
Pictures = Mapping[str, FlaggedPhoto]


@endpoint(
    routes,
    "GET",
    "/photo-flags",
    guard=GRANT,
    summary="Suspicions about photos (疑点) of the units that one judges, newest first",
    returns=FlagPage,
    problems=(SignedOut, NotAllowed, InvalidRequest),
)
def list_flags() -> FlagPage:
    actor, asked = current_actor(), asked_of(FlagQuery)
    wanted = FlagFilter(
        asked.state, asked.kind or "", asked.unit, asked.person, asked.since, asked.until
    )
    with runtime().reading() as session:
        found = queries.list_flags(session, actor, wanted, _place(asked.before), PAGE + 1)
        page, has_more = found[:PAGE], len(found) > PAGE
        pictures = _pictures(session, actor, page)
        units = queries.list_flagged_units(session, actor)
        return FlagPage(
            flags=[_flag(its, pictures) for its in page],
            next=f"{page[-1].taken_at.isoformat()} {page[-1].id}" if has_more else None,
            counts=queries.count_flags(session, actor, replace(wanted, kind="")),
            people=_choices(queries.list_flagged_people(session, actor)),
            units=[
                FlagChoice(id=unit.id, name=unit.name)
                for unit in list_units(session, actor.org)
                if unit.id in units
            ],
        )


def _place(before: str) -> tuple[datetime, str] | None:
    """Where the page before ended."""
    if not before:
        return None
    taken_at, _, flag_id = before.partition(" ")
    try:
        return datetime.fromisoformat(taken_at), flag_id
    except ValueError as error:
        raise InvalidRequest(errors=[{"field": "before", "reason": "place"}]) from error


def _choices(names: Mapping[str, str]) -> list[FlagChoice]:
    return [FlagChoice(id=key, name=name) for key, name in sorted(names.items(), key=_by_name)]


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1]


def _pictures(session: Session, actor: Actor, flags: list[PhotoFlag]) -> Pictures:
    """Both photos of each flag with their facts and the names around them, by id."""
    ids = {photo_id for flag in flags for photo_id in (flag.photo_id, flag.other_photo_id)}
    known = queries.list_flagged_photos(session, actor.org, ids)
    sites = find_sites(session, actor.org, {its.site_id for _, its in known.values() if its})
    units = {unit.id: unit.name for unit in list_units(session, actor.org)}
    return {
        photo_id: _picture(actor, photo, subject, sites, units)
        for photo_id, (photo, subject) in known.items()
    }


def _picture(
    actor: Actor,
    photo: Photo,
    subject: PhotoSubject | None,
    sites: Mapping[str, str],
    units: Mapping[str, str],
) -> FlaggedPhoto:
    told: dict[str, Any] = {
        name: getattr(photo, name) for name in FlaggedPhoto.model_fields if hasattr(photo, name)
    }
    return FlaggedPhoto(
        **told,
        unit_name=units.get(photo.unit_id, ""),
        site_name=sites.get(subject.site_id, "") if subject else "",
        began_at=subject.began_at if subject else None,
        is_visible=actor.may(GRANT, photo.unit_id),
    )


def _flag(flag: PhotoFlag, pictures: Pictures) -> Flag:
    told: dict[str, Any] = {
        name: getattr(flag, name) for name in Flag.model_fields if hasattr(flag, name)
    }
    photo, other = pictures.get(flag.photo_id), pictures.get(flag.other_photo_id)
    return Flag(**told, photo=photo, other=other)
