"""Evidence: signatures of devices, ECDSA over P-256 as WebCrypto makes them."""

import base64
import binascii
import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from server.evidence.rules import KeyInvalid

HALF = 32


def check_public_key(public_key: str, key_id: str) -> None:
    """KeyInvalid where this base64 is no P-256 key, or another one than `key_id` names."""
    if hashlib.sha256(_decoded(public_key)).hexdigest() != key_id:
        raise KeyInvalid
    _read_key(public_key)


def is_signed(text: str, signature: str, public_key: str) -> bool:
    """Whether the key's owner has signed exactly this text; r and s side by side, base64."""
    raw = base64.b64decode(signature)
    numbers = (int.from_bytes(raw[:HALF]), int.from_bytes(raw[HALF:]))
    try:
        _read_key(public_key).verify(
            encode_dss_signature(*numbers), text.encode(), ec.ECDSA(SHA256())
        )
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=1024)
def _read_key(public_key: str) -> ec.EllipticCurvePublicKey:
    try:
        key = load_der_public_key(_decoded(public_key))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyInvalid from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyInvalid
    return key


def _decoded(public_key: str) -> bytes:
    try:
        return base64.b64decode(public_key, validate=True)
    except binascii.Error as error:
        raise KeyInvalid from error
