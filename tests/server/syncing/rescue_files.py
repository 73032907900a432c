"""Rescue files as a phone makes them: sealed with a passphrase, manifest first, then the photos."""

import base64
import hashlib
import json
import secrets
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from PIL import Image
from sqlalchemy import select

from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.syncing.models import SyncResult
from tests.builders.company import NOW, ORG
from tests.builders.device import Device, Json
from tests.builders.visits import new_id, photo_args

PASSPHRASE = "晚霞-42"
ITERATIONS = 100_000


def entry(device: Device, mutation: Json, state: str = "pending") -> Json:
    """A mutation as the outbox keeps it."""
    return {
        "n": mutation["seq"],
        "base": {},
        "deps": [],
        "tries": 0,
        "result": None,
        "fault": None,
        "about": [],
        "original": None,
        "set_aside": None,
        "settled_at": None,
        **mutation,
        "client_id": device.client_id,
        "state": state,
    }


def manifest(user_id: str, entries: list[Json], photos: dict[str, bytes] | None = None) -> Json:
    at, places = 0, list[Json]()
    for photo_id, content in (photos or {}).items():
        place = {"at": at, "length": len(content), "size": len(content), "type": "image/jpeg"}
        places.append({"photo_id": photo_id, **place})
        at += len(content)
    return {
        "version": 1,
        "exported_at": NOW.isoformat(),
        "user": {"id": user_id, "login": user_id, "name": user_id.title(), "org": ORG},
        "client_id": entries[0]["client_id"] if entries else "",
        "mutations": entries,
        "photos": places,
    }


def packed(content: Any, photos: bytes = b"") -> bytes:
    """The plain bytes: length, manifest, photos."""
    told = content if isinstance(content, bytes) else json.dumps(content).encode()
    return len(told).to_bytes(4, "big") + told + photos


def seal(path: Path, plain: bytes, **changes: Any) -> Path:
    """Write it sealed; `changes` replace members of the head."""
    salt, iv = secrets.token_bytes(16), secrets.token_bytes(12)
    key = hashlib.pbkdf2_hmac("sha256", PASSPHRASE.encode(), salt, ITERATIONS, 32)
    head = {
        "format": "ducha-rescue",
        "v": 1,
        "kdf": "PBKDF2-SHA-256",
        "iterations": ITERATIONS,
        "cipher": "AES-256-GCM",
        "salt": base64.b64encode(salt).decode(),
        "iv": base64.b64encode(iv).decode(),
        **changes,
    }
    path.write_bytes(json.dumps(head).encode() + b"\n" + AESGCM(key).encrypt(iv, plain, None))
    return path


def visit_of(device: Device, site: str = "hall") -> Json:
    place = {"site_id": site, "template_id": "short", "level": "hq", "form": "spot"}
    return device.mutation("visit.start", visit_id=new_id(), **place)


def picture(colour: str = "red", side: int = 40) -> bytes:
    target = BytesIO()
    Image.new("RGB", (side, side), colour).save(target, "JPEG")
    return target.getvalue()


def photo_of(device: Device, visit_id: str, content: bytes) -> Json:
    args = photo_args(new_id(), "visit", visit_id, "A")
    told = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    return device.mutation("photo.attach", **{**args, **told})


def journal(runtime: Runtime, uid: str) -> list[JournalEntry]:
    with runtime.reading() as session:
        return list(session.scalars(select(JournalEntry).where(JournalEntry.uid == uid)))


def ledger_size(runtime: Runtime) -> int:
    with runtime.reading() as session:
        return len(session.scalars(select(SyncResult)).all())
