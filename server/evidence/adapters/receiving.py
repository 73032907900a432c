"""Evidence: bytes of an upload, from the wire to the confirmed photo."""

import hashlib
from dataclasses import dataclass, replace
from typing import IO

from server.core.actor import Actor, system_actor
from server.core.problems import Problem
from server.core.runtime import runtime
from server.evidence import queries, rules
from server.evidence.adapters.arrivals import Arrival, taking_in
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.copies import copies_of, keep_copies
from server.evidence.adapters.parts import part_files
from server.evidence.adapters.pictures import ink_of
from server.evidence.adapters.tus import Checksum, check_checksum
from server.evidence.adapters.uploads import Progress, advance, discard, get_progress
from server.evidence.models import Photo


@dataclass(frozen=True)
class Piece:
    """What one request brings: bytes from an offset on, as many as declared if it says so."""

    offset: int
    stream: IO[bytes]
    declared: int | None
    checksum: Checksum | None


def receive(actor: Actor, upload_id: str, piece: Piece) -> Progress:
    """Take in one request's bytes and say how far the upload is now.

    Nothing is held while the sender sends, so a connection that hangs locks nobody out. What
    came before a cut is kept, unless a checksum speaks for the whole body.
    """
    before = get_progress(actor, upload_id)
    rules.check_offset(piece.offset, before.offset)
    with taking_in(piece.stream, piece.declared, before.length - before.offset) as arrival:
        if piece.checksum is not None:
            check_checksum(piece.checksum, arrival.digest(piece.checksum.algorithm))
        # That took its time: another request may have come first.
        progress = get_progress(actor, upload_id)
        rules.check_offset(piece.offset, progress.offset)
        return _store(actor, progress, arrival) if arrival.size else progress


def _store(actor: Actor, progress: Progress, arrival: Arrival) -> Progress:
    reached = progress.offset + arrival.size
    part_files(runtime().settings).write(progress.upload_id, progress.offset, arrival.file)
    if reached == progress.length:
        _finish(actor.org, progress)
    elif not advance(progress, reached):
        raise rules.OffsetMismatch(get_progress(actor, progress.upload_id).offset)
    return replace(progress, offset=reached)


def _finish(org: str, progress: Progress) -> None:
    """Check the whole file, keep it and its copies, and only then confirm (I9)."""
    content = part_files(runtime().settings).read(progress.upload_id, progress.length)
    if hashlib.sha256(content).hexdigest() != progress.sha256:
        discard(progress.upload_id)
        raise rules.HashMismatch
    photo = _photo_of(org, progress)
    try:
        copies = copies_of(runtime().settings, photo, content)
        if photo.source == "pad":
            rules.check_ink(ink_of(content, runtime().settings.max_photo_pixels))
    except rules.UNFIT as problem:
        _refuse(org, progress, problem)
        raise
    blob_store(runtime().settings).put("originals", progress.sha256, content)
    keep_copies(runtime().settings, photo, copies)
    _confirm(org, progress)
    # The row stays until it expires: a sender who lost our answer learns from it that all is here.
    part_files(runtime().settings).drop(progress.upload_id)


def _photo_of(org: str, progress: Progress) -> Photo:
    """Its row, whose facts go into the copy to look at."""
    with runtime().reading() as session:
        photo = queries.find_any_photo(session, org, progress.photo_id)
    if photo is None:
        discard(progress.upload_id)
        raise rules.UploadGone
    return photo


def _confirm(org: str, progress: Progress) -> None:
    try:
        runtime().perform("photo.confirm", {"photo_id": progress.photo_id}, system_actor(org))
    except rules.PhotoSettled:
        # A second request with the last piece was quicker; the photo is there.
        return
    except rules.PhotoUnknown as problem:
        discard(progress.upload_id)
        raise rules.UploadGone from problem


def _refuse(org: str, progress: Progress, problem: Problem) -> None:
    args = {"photo_id": progress.photo_id, "reason": problem.slug}
    runtime().perform("photo.refuse", args, system_actor(org))
    discard(progress.upload_id)
