"""Notifications: secrets are sealed with the installation's own before they reach the database."""

import json
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.core.settings import Settings
from server.notifications.rules.channels import AddressLost

# Its own key: what signs cookies must not open this.
PURPOSE = b"ducha notice secrets 1"


def seal(settings: Settings, value: Any) -> str:
    """The value as text that only this installation can open."""
    return _cipher(settings).encrypt(json.dumps(value).encode()).decode()


def unseal(settings: Settings, sealed: str) -> Any:
    """The value again; AddressLost where another secret has sealed it, or it was altered."""
    try:
        return json.loads(_cipher(settings).decrypt(sealed.encode()))
    except InvalidToken as error:
        raise AddressLost from error


def _cipher(settings: Settings) -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(settings.secret_key.encode())
    return Fernet(urlsafe_b64encode(key))
