"""Notifications: web push. Keys of this installation (VAPID), and one message to one browser."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.bulk import insert_missing
from server.core.runtime import Runtime
from server.core.settings import Settings
from server.notifications.adapters.guarding import Guard, GuardedSession
from server.notifications.adapters.outcome import Outcome, judge_answer, judge_failure
from server.notifications.adapters.sealing import seal, unseal
from server.notifications.models import InstallationKey

VAPID = "vapid"
# A phone that is off gets it within a day; later the inbox tells it anyway.
TTL_S = 24 * 3600
GONE = (404, 410)
TOPIC_LENGTH = 32


@dataclass(frozen=True)
class Target:
    """A browser as the push service knows it."""

    endpoint: str
    p256dh: str
    auth: str


def public_key(runtime: Runtime) -> str:
    """What browsers subscribe with; the key is made when it is first asked for."""
    key = _private_key(runtime).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def push(runtime: Runtime, target: Target, content: dict[str, Any], key: str) -> Outcome:
    """One encrypted message. Its topic has a later attempt replace one that still waits there, and
    the tag has the browser show both as one."""
    # They bring an asynchronous HTTP client along, which only a worker should wait for.
    from py_vapid import Vapid  # noqa: PLC0415
    from pywebpush import WebPushException, webpush  # noqa: PLC0415

    guard = Guard(is_public_only=True, is_off=runtime.settings.local_targets)
    session = GuardedSession(guard)
    try:
        webpush(
            {
                "endpoint": target.endpoint,
                "keys": {"p256dh": target.p256dh, "auth": target.auth},
            },
            json.dumps({**content, "tag": key}, ensure_ascii=False),
            vapid_private_key=Vapid(_private_key(runtime)),
            vapid_claims={"sub": _contact(runtime.settings)},
            ttl=TTL_S,
            headers={"Topic": key[:TOPIC_LENGTH], "Urgency": "high"},
            requests_session=session,
        )
    except WebPushException:
        pass
    except Exception as error:
        return judge_failure(error)
    finally:
        session.close()
    if session.answer is None:
        return Outcome("refused", "not-sent")
    if session.answer.status_code in GONE:
        return Outcome("gone", f"http-{session.answer.status_code}")
    return judge_answer(session.answer)


def _contact(settings: Settings) -> str:
    """Push services want to know whom to ask; the product's own page where nothing is set."""
    return settings.public_url or "https://ducha.invalid"


def _private_key(runtime: Runtime) -> ec.EllipticCurvePrivateKey:
    with runtime.asking() as session:
        kept = _find(session)
    if kept is None:
        kept = _keep(runtime, ec.generate_private_key(ec.SECP256R1()))
    pem: str = unseal(runtime.settings, kept)
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the VAPID key is no point on a curve")
    return key


def _keep(runtime: Runtime, key: ec.EllipticCurvePrivateKey) -> str:
    """Another node may have kept one meanwhile; the first stays."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    sealed = seal(runtime.settings, pem)
    row = {"name": VAPID, "sealed": sealed, "made_at": runtime.clock.now()}
    with runtime.bookkeeping() as session:
        insert_missing(session, InstallationKey, [row])
        return _find(session) or sealed


def _find(session: Session) -> str | None:
    return session.scalar(select(InstallationKey.sealed).where(InstallationKey.name == VAPID))
