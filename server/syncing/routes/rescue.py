"""Syncing: rescued work, brought in by the office out of a file that a phone exported."""

from flask import Blueprint, request

from server.core.endpoint import current_actor, endpoint
from server.core.problems import (
    CsrfFailed,
    InvalidRequest,
    MalformedJson,
    NotAllowed,
    SignedOut,
    TooLarge,
    Unavailable,
)
from server.core.runtime import runtime
from server.syncing.adapters.rescue import GRANT, open_rescue
from server.syncing.rules import DeviceOfAnother, UserUnknown
from server.syncing.schemas import RescuedAnswer, RescuedPhoto, RescuedPush

routes = Blueprint("rescue", __name__, url_prefix="/api/sync/rescue")
REFUSALS = (SignedOut, CsrfFailed, NotAllowed, InvalidRequest, UserUnknown, TooLarge)


@routes.url_value_preprocessor
def take_whole_photos(_endpoint: str | None, parts: dict[str, object] | None) -> None:
    """A photo comes in one piece here; said before anything looks at the request's body."""
    if parts and "photo_id" in parts:
        request.max_content_length = runtime().settings.max_photo_bytes


@endpoint(
    routes,
    "POST",
    "/push",
    guard=GRANT,
    summary="A push out of a rescue file, as its owner; the operator is in the journal",
    body=RescuedPush,
    returns=RescuedAnswer,
    problems=(*REFUSALS, MalformedJson, DeviceOfAnother),
)
def push_rescued(body: RescuedPush) -> RescuedAnswer:
    rescue = open_rescue(runtime(), current_actor(), body.user_id)
    known = rescue.find_known(body.request)
    response = rescue.push(body.request)
    told = [its.uid for its in body.request.mutations if its.uid in known]
    return RescuedAnswer(**response.model_dump(), known=told)


@endpoint(
    routes,
    "PUT",
    "/photos/<photo_id>",
    guard=GRANT,
    summary="A photo's bytes out of a rescue file (?user_id=…), with the checks of every upload",
    returns=RescuedPhoto,
    problems=(*REFUSALS, Unavailable),
)
def put_rescued_photo(photo_id: str) -> RescuedPhoto:
    rescue = open_rescue(runtime(), current_actor(), request.args.get("user_id", ""))
    if not request.content_length:
        raise InvalidRequest(header="Content-Length")
    outcome = rescue.take_photo(photo_id, request.content_length, request.stream)
    return RescuedPhoto(state=outcome.state, code=outcome.code)
