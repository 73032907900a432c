"""Notifications: what became of one attempt to send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, cast

import requests
from urllib3.exceptions import NameResolutionError, NewConnectionError

from server.notifications.rules.channels import TargetForbidden

# 已送出 · 对方不可用(确定没有送出) · 对方拒收 · 结果未知 · 订阅已失效
Verdict = Literal["sent", "down", "refused", "unclear", "gone"]
LONGEST_REST = timedelta(hours=1)
TOO_MANY, GATEWAY_TIMEOUT, FIRST_BAD, FIRST_OF_SERVER = 429, 504, 300, 500
# Robots answer 200 and say in the body that they have not taken it; these say "too fast".
BUSY_CODES = frozenset({45009, 45033, 130101, 11232, 9499})


@dataclass(frozen=True)
class Outcome:
    """`code` is a word of ours or a number of theirs, never their text: that may hold a secret."""

    verdict: Verdict
    code: str = ""
    rests: timedelta | None = None


# Before a connection stood, nothing can have got there.
FAILURES: Sequence[tuple[type[BaseException], Outcome]] = (
    (TargetForbidden, Outcome("refused", "target-forbidden")),
    (requests.ConnectTimeout, Outcome("down", "connect-timeout")),
    (requests.exceptions.SSLError, Outcome("down", "tls")),
    (NameResolutionError, Outcome("down", "name")),
    (NewConnectionError, Outcome("down", "connect")),
    (requests.ReadTimeout, Outcome("unclear", "timeout")),
)


def judge_answer(answer: requests.Response) -> Outcome:
    """What an HTTP answer says; the body counts too where it holds a robot's error code."""
    status = answer.status_code
    if status == GATEWAY_TIMEOUT:
        return Outcome("unclear", "http-504")
    if status == TOO_MANY or status >= FIRST_OF_SERVER:
        return Outcome("down", f"http-{status}", _retry_after(answer.headers))
    if status >= FIRST_BAD:
        return Outcome("refused", f"http-{status}")
    code = _robot_code(answer)
    if code:
        return Outcome("down" if code in BUSY_CODES else "refused", f"robot-{code}")
    return Outcome("sent")


def judge_failure(error: BaseException) -> Outcome:
    """What a failed request means: whether anything can have got there."""
    chain: list[BaseException] = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and cause not in chain:
        chain.append(cause)
    for kind, outcome in FAILURES:
        if any(isinstance(link, kind) for link in chain):
            return outcome
    return Outcome("unclear", "broken-off")


def _robot_code(answer: requests.Response) -> int:
    try:
        body: Any = answer.json()
    except ValueError:
        return 0
    told = cast(dict[str, Any], body) if isinstance(body, dict) else {}
    code = told.get("errcode", told.get("code", 0))
    return code if isinstance(code, int) else 0


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Seconds; a date, or nonsense, counts as nothing said."""
    text = headers.get("Retry-After", "")
    return min(timedelta(seconds=int(text)), LONGEST_REST) if text.isdigit() else None
