"""Demo: seals pictures as people's phones would, each with a key of its own."""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.core.actor import Actor
from server.demo.filler import Filler
from server.demo.ids import site_id
from server.demo.templates import item_texts
from server.demo.traits import Stand

TOLD = ("photo_id", "sha256", "size", "width", "height", "source")
SUBJECT = ("subject_kind", "subject_id", "slot")


class Sealer:
    """Holds a key for everybody who takes pictures, registered with his first one."""

    def __init__(self, filler: Filler) -> None:
        self._filler = filler
        self._keys: dict[str, tuple[str, ec.EllipticCurvePrivateKey]] = {}

    def seal(self, args: Mapping[str, Any], stand: Stand, actor: Actor, at: datetime) -> Any:
        """The seal of an attachment: facts, key and signature."""
        key_id, key = self._key_of(actor, at)
        facts = json.dumps(_facts(args, stand, actor), ensure_ascii=False)
        r, s = decode_dss_signature(key.sign(facts.encode(), ec.ECDSA(SHA256())))
        signature = base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()
        return {"facts": facts, "key_id": key_id, "signature": signature}

    def _key_of(self, actor: Actor, at: datetime) -> tuple[str, ec.EllipticCurvePrivateKey]:
        if actor.user_id not in self._keys:
            key = ec.generate_private_key(ec.SECP256R1())
            public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            key_id = hashlib.sha256(public).hexdigest()
            told = {"key_id": key_id, "client_id": _client_of(actor)}
            told["public_key"] = base64.b64encode(public).decode()
            self._filler.run("photo.register_key", told, actor, at)
            self._keys[actor.user_id] = key_id, key
        return self._keys[actor.user_id]


def _client_of(actor: Actor) -> str:
    return f"demo-{actor.user_id}"


def _facts(args: Mapping[str, Any], stand: Stand, actor: Actor) -> dict[str, Any]:
    position = None
    if args["lat"] is not None:
        place = {name: args[name] for name in ("lat", "lon", "accuracy_m")}
        position = {**place, "age_s": 3}
    return {
        "v": 1,
        **{name: args[name] for name in (*TOLD, *SUBJECT)},
        "taken_at": args["taken_at"].isoformat(),
        "skew_ms": stand.skew_ms,
        "position": position,
        "client_id": _client_of(actor),
        "inspector": {"id": actor.user_id, "name": actor.name},
        "unit": stand.unit_name,
        "site": {"id": site_id(stand.site), "name": stand.site_name},
        "item": item_texts().get(args["slot"], args["slot"]),
    }
