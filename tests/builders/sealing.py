"""A device's key, as WebCrypto would hold it, and facts sealed with it."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.builders.device import Device, Json


@dataclass
class DeviceKey:
    """A device's key, as WebCrypto would hold it."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def key_id(self) -> str:
        return hashlib.sha256(self.public).hexdigest()

    def registration(self) -> Json:
        """Arguments of photo.register_key."""
        encoded = base64.b64encode(self.public).decode()
        return {"key_id": self.key_id, "client_id": "c-1", "public_key": encoded}

    def sign(self, facts: str) -> str:
        r, s = decode_dss_signature(self.key.sign(facts.encode(), ec.ECDSA(SHA256())))
        return base64.b64encode(r.to_bytes(32) + s.to_bytes(32)).decode()

    def seal(self, args: Json, **changes: Any) -> Json:
        facts = json.dumps({**facts_of(args), **changes}, ensure_ascii=False)
        return {"facts": facts, "key_id": self.key_id, "signature": self.sign(facts)}


class Signer(DeviceKey):
    """The key of a device that can push."""

    def __init__(self, device: Device, key: ec.EllipticCurvePrivateKey | None = None) -> None:
        super().__init__(*([key] if key else []))
        self.device = device

    def register(self, device: Device | None = None) -> Json:
        return (device or self.device).do("photo.register_key", **self.registration())


# Where the facts below say that it was.
PLACE = {"lat": 36.06, "lon": 120.38, "accuracy_m": 85.0}


def facts_of(args: Json) -> Json:
    told = ("photo_id", "sha256", "size", "width", "height", "source", "taken_at")
    subject = ("subject_kind", "subject_id", "slot")
    return {
        "v": 1,
        **{name: args[name] for name in (*told, *subject)},
        "skew_ms": -1200,
        "position": {**PLACE, "age_s": 12},
        "client_id": "c-1",
        "inspector": {"id": "ines", "name": "督查员01"},
        "unit": "督导组",
        "site": {"id": "hall", "name": "望溪营业厅"},
        "item": "大厅环境整洁",
    }
