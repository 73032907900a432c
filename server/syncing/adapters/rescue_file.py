"""Syncing: a rescue file, opened with its passphrase and believed only after it is checked.

One line of JSON, then AES-256-GCM: four bytes of length (big endian), the manifest as JSON, and the
photos' bytes one after another. No name or path in it is ever used as one (R-07).
"""

import base64
import binascii
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from server.core.db import ID_LENGTH
from server.syncing.rules import NoRescueFile, RescueUnreadable
from sync.hub.wire import Mutation

MEGABYTE = 1024 * 1024
MOST_BYTES = 2048 * MEGABYTE
MOST_MANIFEST_BYTES = 64 * MEGABYTE
MOST_HEAD_BYTES = 1024
MOST_MUTATIONS = 50_000
MOST_PHOTOS = 20_000
SALT_BYTES, IV_BYTES, TAG_BYTES, LENGTH_BYTES = 16, 12, 16, 4
BLOCK_BYTES = 16


class SealHead(BaseModel):
    """What stands in the clear: how the passphrase becomes the key."""

    model_config = ConfigDict(frozen=True, strict=True)

    format: Literal["ducha-rescue"]
    v: Literal[1]
    kdf: Literal["PBKDF2-SHA-256"]
    iterations: int = Field(ge=100_000, le=5_000_000)
    cipher: Literal["AES-256-GCM"]
    salt: str
    iv: str


class RescuedUser(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str = Field(max_length=ID_LENGTH)
    login: str = Field(max_length=ID_LENGTH)
    name: str = Field(max_length=ID_LENGTH)
    org: str = Field(max_length=ID_LENGTH)


class RescuedEntry(Mutation):
    """An entry of the outbox; only those that were never answered are imported."""

    client_id: str = Field(min_length=8, max_length=80)
    state: Literal["pending", "sending", "settled", "refused", "parked"]


class RescuedPicture(BaseModel):
    """Where a photo's bytes stand after the manifest, in bytes."""

    model_config = ConfigDict(frozen=True)

    photo_id: str = Field(min_length=1, max_length=ID_LENGTH)
    at: int = Field(ge=0)
    length: int = Field(ge=0)


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True)

    version: Literal[1]
    exported_at: AwareDatetime
    user: RescuedUser
    mutations: list[RescuedEntry] = Field(max_length=MOST_MUTATIONS)
    photos: list[RescuedPicture] = Field(max_length=MOST_PHOTOS)


@dataclass(frozen=True)
class RescueFile:
    """An opened file; photos are taken from its memory one by one."""

    manifest: Manifest
    photos: memoryview

    def content(self, picture: RescuedPicture) -> memoryview:
        return self.photos[picture.at : picture.at + picture.length]


def open_rescue_file(path: Path, passphrase: str) -> RescueFile:
    """Open and check; NoRescueFile or RescueUnreadable (wrong passphrase, damaged, cut off)."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise RescueUnreadable(most=MOST_BYTES)
    with path.open("rb") as file:
        line = file.readline(MOST_HEAD_BYTES)
        head = _read_head(line)
        plain = _unseal(file, size - len(line), head, passphrase)
    return _read_content(memoryview(plain))


def _read_head(line: bytes) -> SealHead:
    if not line.endswith(b"\n"):
        raise NoRescueFile
    try:
        return SealHead.model_validate_json(line)
    except ValidationError as error:
        raise NoRescueFile from error


def _unseal(file: IO[bytes], size: int, head: SealHead, passphrase: str) -> bytearray:
    """The plain bytes; they are looked at only after the tag has proved all of them."""
    length = size - TAG_BYTES
    if length < LENGTH_BYTES:
        raise RescueUnreadable
    salt, iv = _bytes(head.salt, SALT_BYTES), _bytes(head.iv, IV_BYTES)
    secret = unicodedata.normalize("NFKC", passphrase).encode()
    key = PBKDF2HMAC(SHA256(), 32, salt, head.iterations).derive(secret)
    opener = Cipher(AES256(key), GCM(iv)).decryptor()
    plain = bytearray(length + BLOCK_BYTES)
    room, at = memoryview(plain), 0
    while at < length:
        piece = file.read(min(MEGABYTE, length - at))
        if not piece:
            raise RescueUnreadable
        at += opener.update_into(piece, room[at:])
    try:
        opener.finalize_with_tag(file.read(TAG_BYTES))
    except (InvalidTag, ValueError) as error:
        raise RescueUnreadable from error
    room.release()
    del plain[length:]
    return plain


def _bytes(text: str, length: int) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoRescueFile from error
    if len(found) != length:
        raise NoRescueFile
    return found


def _read_content(plain: memoryview) -> RescueFile:
    length = int.from_bytes(plain[:LENGTH_BYTES], "big")
    rest = plain[LENGTH_BYTES:]
    if length > min(MOST_MANIFEST_BYTES, len(rest)):
        raise RescueUnreadable
    try:
        manifest = Manifest.model_validate_json(bytes(rest[:length]))
    except ValidationError as error:
        raise RescueUnreadable from error
    photos = rest[length:]
    if any(its.at + its.length > len(photos) for its in manifest.photos):
        raise RescueUnreadable
    return RescueFile(manifest, photos)
