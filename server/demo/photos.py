"""Demo: attaches drawn pictures and puts their bytes where an upload would."""

import hashlib
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from server.core.actor import Actor, system_actor
from server.core.runtime import Runtime
from server.demo.filler import Filler
from server.demo.ids import ORG, demo_id
from server.demo.sealing import Sealer
from server.demo.traits import REUSED, REUSED_AFTER, stand_at, used_again
from server.evidence.adapters.blobs import blob_store


class Photographer:
    """Takes pictures for a subject and delivers them at once. `site` is where he stands."""

    def __init__(self, runtime: Runtime, filler: Filler) -> None:
        self._settings = runtime.settings
        self._filler = filler
        self._sealer = Sealer(filler)
        self._taken: list[bytes] = []
        self._kept: set[str] = set()
        self.site = ""

    def take(
        self, content: bytes, subject: tuple[str, str], slot: str, actor: Actor, at: datetime
    ) -> str:
        """Attach a picture to ("visit"|"order", id) and confirm its bytes; returns its id."""
        is_signature, number = slot == "signature", len(self._taken)
        if not is_signature:
            content = self._chosen(content)
        photo_id = demo_id("photo", *subject, slot, at.isoformat())
        sha256 = hashlib.sha256(content).hexdigest()
        self._keep(sha256, content)
        stand = stand_at(self.site, number)
        args = {
            "photo_id": photo_id,
            "subject_kind": subject[0],
            "subject_id": subject[1],
            "slot": slot,
            "sha256": sha256,
            "size": len(content),
            # What the phone's own clock says.
            "taken_at": at + timedelta(milliseconds=stand.skew_ms),
            "source": "pad" if is_signature else stand.source,
            **{name: getattr(stand, name) for name in ("lat", "lon", "accuracy_m")},
            **_measure(content),
        }
        seal = self._sealer.seal(args, stand, actor, at)
        self._filler.run("photo.attach", {**args, "seal": seal}, actor, at)
        self._filler.run("photo.confirm", {"photo_id": photo_id}, system_actor(ORG), at)
        return photo_id

    def _keep(self, sha256: str, content: bytes) -> None:
        """Its copies are made when somebody first looks."""
        if sha256 not in self._kept:
            blob_store(self._settings).put("originals", sha256, content)
            self._kept.add(sha256)

    def _chosen(self, content: bytes) -> bytes:
        """The new picture; now and then one that was used before."""
        number = len(self._taken)
        if number in REUSED:
            content = used_again(self._taken[number - REUSED_AFTER], number)
        self._taken.append(content)
        return content


def _measure(content: bytes) -> dict[str, Any]:
    with Image.open(BytesIO(content)) as picture:
        return {"width": picture.width, "height": picture.height}
