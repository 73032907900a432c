"""Evidence: the headers of tus 1.0, read and written."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from werkzeug.datastructures import Headers
from werkzeug.http import http_date

from server.core.db import ID_LENGTH
from server.core.problems import InvalidRequest, TooLarge
from server.evidence.rules import ChecksumMismatch, WrongMedia, WrongTusVersion

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
ALGORITHMS = ("sha1", "sha256")
CHUNK_TYPE = "application/offset+octet-stream"
MOST_DIGITS = 15


@dataclass(frozen=True)
class Checksum:
    """What the sender says of one request's body."""

    algorithm: str
    digest: bytes


def check_version(headers: Headers) -> None:
    if headers.get("Tus-Resumable") != VERSION:
        raise WrongTusVersion(expected=VERSION)


def check_chunk_type(headers: Headers) -> None:
    if headers.get("Content-Type", "").strip().lower() != CHUNK_TYPE:
        raise WrongMedia(expected=CHUNK_TYPE)


def read_number(headers: Headers, name: str) -> int:
    text = headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise InvalidRequest(header=name)
    return int(text)


def read_length(headers: Headers, most: int) -> int:
    """The whole file's length in bytes."""
    length = read_number(headers, "Upload-Length")
    if length > most:
        raise TooLarge(most=most)
    return length


def read_photo_id(headers: Headers) -> str:
    """The one entry of Upload-Metadata that we use; file names in it are not even looked at."""
    for entry in headers.get("Upload-Metadata", "").split(","):
        key, _, value = entry.strip().partition(" ")
        if key == "photo_id":
            return _as_id(value)
    raise InvalidRequest(header="Upload-Metadata")


def read_checksum(headers: Headers) -> Checksum | None:
    text = headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _, value = text.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise InvalidRequest(header="Upload-Checksum")
    return Checksum(algorithm, _decoded(value, "Upload-Checksum"))


def check_checksum(checksum: Checksum, digest: bytes) -> None:
    if checksum.digest != digest:
        raise ChecksumMismatch


def offer(most_bytes: int) -> dict[str, str]:
    """What this server can do (OPTIONS)."""
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(most_bytes),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def state(offset: int, length: int, expires_at: datetime | None) -> dict[str, str]:
    """Where an upload stands."""
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(length)}
    if expires_at is not None:
        headers["Upload-Expires"] = http_date(expires_at)
    return headers


def _as_id(value: str) -> str:
    try:
        photo_id = _decoded(value, "Upload-Metadata").decode()
    except UnicodeDecodeError as error:
        raise InvalidRequest(header="Upload-Metadata") from error
    if not photo_id.isprintable() or not 0 < len(photo_id) <= ID_LENGTH:
        raise InvalidRequest(header="Upload-Metadata")
    return photo_id


def _decoded(value: str, header: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest(header=header) from error
