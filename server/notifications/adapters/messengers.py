"""Notifications: robots, webhooks and e-mail, by Apprise; each attempt says what became of it.

Apprise answers yes or no, and takes a robot's "200, but too fast" for a yes. Hence its plugins are
given our own `requests`, which guards the target and keeps the answer for us to judge.
"""

import logging
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import apprise
import requests
from apprise.plugins import custom_json, dingtalk, feishu, wecombot

from server.notifications.adapters.guarding import Guard, GuardedSession
from server.notifications.adapters.outcome import Outcome, judge_answer, judge_failure
from server.notifications.adapters.wording import Text
from server.notifications.rules.channels import ANY

# It would tell whole addresses, and thereby keys.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)

ASSET = apprise.AppriseAsset(
    app_id="Ducha", app_desc="督查通", app_url="", http_redirects=False, async_mode=False
)
SMTP_PORTS = {"smtp": 587, "smtps": 465}
SMTP_TIMEOUT_S = 10.0


@dataclass
class _Attempt:
    session: GuardedSession
    failure: BaseException | None = None


_attempt: ContextVar[_Attempt] = ContextVar("attempt")


class _Requests:
    """What Apprise's plugins use of `requests`, by the guarded session of the attempt."""

    codes = requests.codes
    RequestException = requests.RequestException

    def post(self, url: str, **options: Any) -> requests.Response:
        return self.request("POST", url, **options)

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        attempt = _attempt.get()
        try:
            return attempt.session.request(method, url, **options)
        except Exception as error:
            attempt.failure = error
            raise requests.RequestException from error


_instantiate: Any = cast(Any, apprise.Apprise).instantiate
for plugin in (custom_json, dingtalk, feishu, wecombot):
    plugin.requests = _Requests()  # pyright: ignore[reportAttributeAccessIssue]


def send(kind: str, address: str, to: str, text: Text, *, key: str, guard: Guard) -> Outcome:
    """One message by a robot, a webhook or a mail server; `to` is a mail address or `*`."""
    if kind == "email":
        return _mail(urlsplit(address), to, text, key, guard)
    attempt = _Attempt(GuardedSession(guard))
    if kind == "json":
        attempt.session.headers_added = {"Idempotency-Key": key}
    token = _attempt.set(attempt)
    try:
        told = _notifier(kind, address).notify(body=text.body, title=text.title)
    finally:
        _attempt.reset(token)
        attempt.session.close()
    if attempt.failure is not None:
        return judge_failure(attempt.failure)
    if attempt.session.answer is None:
        return Outcome("refused", "not-sent")
    outcome = judge_answer(attempt.session.answer)
    return outcome if told or outcome.verdict != "sent" else Outcome("refused", "not-taken")


def _notifier(kind: str, address: str) -> Any:
    native = address
    if kind == "json":
        native = address.replace("http", "json", 1)
    if kind == "feishu":
        native = f"feishu://{address.rpartition('/')[2]}/"
    if kind == "dingtalk":
        asked = parse_qs(urlsplit(address).query)
        secret = f"{asked['secret'][0]}@" if "secret" in asked else ""
        native = f"dingtalk://{secret}{asked['access_token'][0]}/"
    notifier = _instantiate(native, asset=ASSET)
    if notifier is None:
        raise ValueError("an address that was checked is none to Apprise")
    return notifier


def _mail(server: SplitResult, to: str, text: Text, key: str, guard: Guard) -> Outcome:
    """Apprise says no more than yes or no; so a no is tried again, and a letter may come twice."""
    if to == ANY:
        return Outcome("refused", "no-address")
    host, port = server.hostname or "", server.port or SMTP_PORTS[server.scheme]
    guard.check(host, port)
    user = unquote(server.username or "")
    asked = parse_qs(server.query)
    mode = "ssl" if server.scheme == "smtps" else asked.get("mode", ["starttls"])[0]
    mailer: Any = _instantiate(
        {
            "schema": "mailto",
            "host": host,
            "smtp_host": host,
            "port": port,
            "user": user or None,
            "password": unquote(server.password or "") or None,
            "from_addr": asked.get("from", [user])[0],
            "targets": [to],
            "secure_mode": mode,
            "format": "text",
            "headers": {"X-Ducha-Key": key},
        },
        asset=ASSET,
    )
    if mailer is None:
        return Outcome("refused", "no-sender")
    mailer.socket_connect_timeout = SMTP_TIMEOUT_S
    is_taken = mailer.notify(body=text.body, title=text.title)
    return Outcome("sent") if is_taken else Outcome("down", "smtp")
