"""Evidence: uploads over tus 1.0, and the copies of photos."""

import structlog
from flask import Blueprint, Response, request

from server.core.actor import Actor
from server.core.endpoint import PUBLIC, SIGNED_IN, current_actor, endpoint
from server.core.errors import problem_response
from server.core.problems import (
    CsrfFailed,
    InvalidRequest,
    NotAllowed,
    NotFound,
    SignedOut,
    TooLarge,
    Unavailable,
)
from server.core.queue import wake
from server.core.runtime import runtime
from server.evidence import queries, rules
from server.evidence.adapters import tus
from server.evidence.adapters.copies import copy_name, copy_of, published_name, published_of
from server.evidence.adapters.receiving import Piece, receive
from server.evidence.adapters.serving import as_file, as_picture
from server.evidence.adapters.storing import Kind
from server.evidence.adapters.uploads import discard, get_progress, open_upload
from server.evidence.models import Photo
from server.evidence.queries.flags import GRANT
from server.evidence.schemas import SealedFacts, photo_readers, sealed_facts
from server.organisation.queries import scopes_of

routes = Blueprint("evidence", __name__, url_prefix="/api")
UPLOADS = "/uploads"
REFUSALS = (SignedOut, CsrfFailed, NotAllowed, InvalidRequest, rules.WrongTusVersion)
NOT_GOING_ON = (*REFUSALS, NotFound, rules.UploadGone)


@endpoint(
    routes, "OPTIONS", UPLOADS, guard=PUBLIC, summary="What uploads this server takes", status=204
)
def describe_uploads() -> Response:
    return Response(status=204, headers=tus.offer(runtime().settings.max_photo_bytes))


@endpoint(
    routes,
    "POST",
    UPLOADS,
    guard="photo.attach",
    summary="Begin, or find again, the upload of a photo whose row is there (photo.attach)",
    status=201,
    problems=(
        *REFUSALS,
        TooLarge,
        rules.PhotoNotAttached,
        rules.DayFull,
        rules.LengthMismatch,
        rules.NoPicture,
        rules.TooManyPixels,
        rules.SignatureEmpty,
    ),
)
def create_upload() -> Response:
    tus.check_version(request.headers)
    length = tus.read_length(request.headers, runtime().settings.max_photo_bytes)
    progress = open_upload(current_actor(), tus.read_photo_id(request.headers), length)
    headers = tus.state(progress.offset, progress.length, progress.expires_at)
    if progress.upload_id:
        headers["Location"] = f"{routes.url_prefix}{UPLOADS}/{progress.upload_id}"
    if progress.is_present:
        return Response(status=200, headers={**headers, "Ducha-Blob": "present"})
    return Response(status=201, headers=headers)


@endpoint(
    routes,
    "HEAD",
    f"{UPLOADS}/<upload_id>",
    guard="photo.attach",
    summary="How far an upload is",
    problems=NOT_GOING_ON,
)
def get_upload(upload_id: str) -> Response:
    tus.check_version(request.headers)
    progress = get_progress(current_actor(), upload_id)
    return Response(headers=tus.state(progress.offset, progress.length, progress.expires_at))


@endpoint(
    routes,
    "PATCH",
    f"{UPLOADS}/<upload_id>",
    guard="photo.attach",
    summary="Go on with an upload; with its last byte the photo is verified and confirmed",
    status=204,
    problems=(
        *NOT_GOING_ON,
        TooLarge,
        Unavailable,
        rules.WrongMedia,
        rules.OffsetMismatch,
        rules.ChecksumMismatch,
        rules.HashMismatch,
        rules.NoPicture,
        rules.TooManyPixels,
        rules.SignatureEmpty,
    ),
)
def continue_upload(upload_id: str) -> Response:
    tus.check_version(request.headers)
    tus.check_chunk_type(request.headers)
    piece = Piece(
        tus.read_number(request.headers, "Upload-Offset"),
        request.stream,
        request.content_length,
        tus.read_checksum(request.headers),
    )
    progress = receive(current_actor(), upload_id, piece)
    if progress.offset == progress.length:
        wake(runtime().settings)
    headers = tus.state(progress.offset, progress.length, progress.expires_at)
    return Response(status=204, headers=headers)


@endpoint(
    routes,
    "DELETE",
    f"{UPLOADS}/<upload_id>",
    guard="photo.attach",
    summary="Give up an upload",
    status=204,
    problems=NOT_GOING_ON,
)
def end_upload(upload_id: str) -> None:
    tus.check_version(request.headers)
    discard(get_progress(current_actor(), upload_id).upload_id)


@endpoint(
    routes,
    "GET",
    "/photos/<photo_id>/display",
    guard=SIGNED_IN,
    summary="A photo to look at: re-encoded, at most 2048 pixels long",
    media="image/jpeg",
    problems=(SignedOut, NotFound, rules.PhotoMissing),
)
def show_photo(photo_id: str) -> Response:
    return _copy_of(_get_visible_photo(photo_id), "display")


@endpoint(
    routes,
    "GET",
    "/photos/<photo_id>/thumbnail",
    guard=SIGNED_IN,
    summary="A photo for lists: re-encoded, at most 320 pixels long",
    media="image/jpeg",
    problems=(SignedOut, NotFound, rules.PhotoMissing),
)
def show_thumbnail(photo_id: str) -> Response:
    return _copy_of(_get_visible_photo(photo_id), "thumbnail")


@endpoint(
    routes,
    "GET",
    "/photos/<photo_id>/published",
    guard=SIGNED_IN,
    summary="A photo as it may leave the house: watermark, marks and mosaics burned in",
    media="image/jpeg",
    problems=(SignedOut, NotFound, rules.PhotoMissing),
)
def show_published(photo_id: str) -> Response:
    photo = _get_visible_photo(photo_id)
    content = _there(photo, published_of(runtime().settings, photo))
    return as_picture(content, published_name(photo), max_age=0)


@endpoint(
    routes,
    "GET",
    "/photos/<photo_id>/facts",
    guard=SIGNED_IN,
    summary="What was sealed with a photo, and the signature over it",
    returns=SealedFacts,
    problems=(SignedOut, NotFound),
)
def show_facts(photo_id: str) -> SealedFacts:
    return sealed_facts(_get_readable_photo(photo_id))


@endpoint(
    routes,
    "GET",
    "/photos/<photo_id>/original",
    guard="evidence.original",
    summary="The sealed original as a file, for the audit; who takes it is journaled",
    media="application/octet-stream",
    problems=(SignedOut, NotAllowed, NotFound, rules.PhotoMissing),
)
def download_original(photo_id: str) -> Response:
    actor = current_actor()
    with runtime().reading() as session:
        photo = queries.find_photo(session, actor, photo_id)
    if photo is None or not actor.may("evidence.original", photo.unit_id):
        raise NotFound
    runtime().perform("photo.open_original", {"photo_id": photo.id}, actor)
    return as_file(_there(photo, copy_of(runtime().settings, photo, "originals")), photo.sha256)


@routes.after_request
def speak_tus(response: Response) -> Response:
    """Refusals of uploads speak tus too."""
    if request.path.startswith(f"{routes.url_prefix}{UPLOADS}"):
        response.headers.update({"Tus-Resumable": tus.VERSION, "Cache-Control": "no-store"})
        if response.status_code == rules.WrongTusVersion.status:
            response.headers["Tus-Version"] = tus.VERSION
    return response


@routes.errorhandler(OSError)
def answer_full_disk(error: OSError) -> Response:
    """The store is full or away: nothing was confirmed, the phone keeps its copy (R-97)."""
    structlog.get_logger().error("photo store", exc_info=error)
    return problem_response(Unavailable(retry_after=30))


def _get_readable_photo(photo_id: str) -> Photo:
    """The photo where one of the reader's scopes may see it; the same 404 for all others."""
    actor = current_actor()
    with runtime().reading() as session:
        photo = queries.find_photo(session, actor, photo_id)
    if photo is None or not _may_see(actor, photo):
        raise NotFound
    return photo


def _get_visible_photo(photo_id: str) -> Photo:
    photo = _get_readable_photo(photo_id)
    rules.check_present(photo.blob)
    return photo


def _may_see(actor: Actor, photo: Photo) -> bool:
    """Whoever carries its row; and who judges what is suspicious in its unit."""
    is_carried = not scopes_of(actor).isdisjoint(photo_readers(photo))
    return is_carried or actor.may(GRANT, photo.unit_id)


def _copy_of(photo: Photo, kind: Kind) -> Response:
    """Never the original: what a browser shows is always our own encoding."""
    content = _there(photo, copy_of(runtime().settings, photo, kind))
    return as_picture(content, copy_name(photo, kind))


def _there(photo: Photo, content: bytes | None) -> bytes:
    if content is None:
        structlog.get_logger().error("photo lost", photo_id=photo.id)
        raise rules.PhotoMissing
    return content
