"""Demo: attaches drawn pictures and puts their bytes where an upload would."""

import hashlib
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image

from server.core.actor import Actor, system_actor
from server.core.runtime import Runtime
from server.demo.filler import Filler
from server.demo.ids import ORG, demo_id
from server.evidence.adapters.blobs import blob_store


class Photographer:
    """Takes pictures for a subject and delivers them at once."""

    def __init__(self, runtime: Runtime, filler: Filler) -> None:
        self._settings = runtime.settings
        self._filler = filler

    def take(
        self, content: bytes, subject: tuple[str, str], slot: str, actor: Actor, at: datetime
    ) -> str:
        """Attach a picture to ("visit"|"order", id) and confirm its bytes; returns its id."""
        photo_id = demo_id("photo", *subject, slot, at.isoformat())
        sha256 = hashlib.sha256(content).hexdigest()
        # Its copies are made when somebody first looks.
        blob_store(self._settings).put("originals", sha256, content)
        args = {
            "photo_id": photo_id,
            "subject_kind": subject[0],
            "subject_id": subject[1],
            "slot": slot,
            "sha256": sha256,
            "size": len(content),
            "taken_at": at,
            "source": "pad" if slot == "signature" else "camera",
            **_measure(content),
        }
        self._filler.run("photo.attach", args, actor, at)
        self._filler.run("photo.confirm", {"photo_id": photo_id}, system_actor(ORG), at)
        return photo_id


def _measure(content: bytes) -> dict[str, Any]:
    with Image.open(BytesIO(content)) as picture:
        return {"width": picture.width, "height": picture.height}
