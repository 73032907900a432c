"""Notifications: what somebody has typed in as an address is checked and sealed."""

import hashlib
from urllib.parse import urlsplit

from server.core.settings import Settings
from server.notifications.adapters.guarding import Guard
from server.notifications.adapters.sealing import seal
from server.notifications.rules.channels import check_address, masked

DEFAULT_PORTS = {"http": 80, "https": 443, "smtp": 587, "smtps": 465}
ID_LENGTH = 40


def sealed(settings: Settings, kind: str, address: str) -> dict[str, str]:
    """A channel's address as its command takes it; refuses what is none, or must not be asked."""
    check_address(kind, address)
    _check_target(address, Guard(is_off=settings.local_targets))
    return {"sealed": seal(settings, address), "masked": masked(address)}


def sealed_browser(settings: Settings, endpoint: str, p256dh: str, auth: str) -> dict[str, str]:
    """A browser's address and keys; its id follows from the address, so that it has one row."""
    if not settings.local_targets:
        check_address("webpush", endpoint)
    _check_target(endpoint, Guard(is_public_only=True, is_off=settings.local_targets))
    value = {"endpoint": endpoint, "p256dh": p256dh, "auth": auth}
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    return {"subscription_id": digest[:ID_LENGTH], "sealed": seal(settings, value)}


def _check_target(address: str, guard: Guard) -> None:
    parts = urlsplit(address)
    guard.check(parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme])
