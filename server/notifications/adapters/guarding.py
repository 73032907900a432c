"""Notifications: HTTP to where somebody has typed in. It goes to no forbidden address, follows no
redirection, and keeps the answer for us.

The address that counts is the one to which the connection was really made: a name that is resolved
to another one between a check and the use gets nothing.
"""

import socket
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from server.notifications.rules.channels import TargetForbidden, is_forbidden

# To connect, and to wait for the answer; together far below the lease of a delivery.
TIMEOUT_S = (5.0, 15.0)
LONGEST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Guard:
    """Which targets are forbidden: all that is not public, what is this machine, or nothing."""

    is_public_only: bool = False
    is_off: bool = False

    def forbids(self, host: str) -> bool:
        return not self.is_off and is_forbidden(
            ip_address(host.partition("%")[0]), is_public_only=self.is_public_only
        )

    def check(self, host: str, port: int) -> None:
        """Refuses a name where any of its addresses is forbidden; one without any is only down."""
        with suppress(socket.gaierror):
            for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                if self.forbids(str(found[4][0])):
                    raise TargetForbidden


class GuardedSession(requests.Session):
    """Sends one request as its guard allows, and keeps the answer as `answer`."""

    def __init__(self, guard: Guard) -> None:
        super().__init__()
        self.guard = guard
        self.answer: requests.Response | None = None
        self.headers_added: dict[str, str] = {}
        # No proxy and no netrc of the environment: what is checked is the target itself.
        self.trust_env = False
        for scheme in ("http://", "https://"):
            self.mount(scheme, _GuardedAdapter(guard))

    def request(self, *arguments: Any, **options: Any) -> requests.Response:
        options |= {"allow_redirects": False, "timeout": TIMEOUT_S, "stream": True}
        options["headers"] = {**(options.get("headers") or {}), **self.headers_added}
        answer = super().request(*arguments, **options)
        # An answer is a line or two; who sends more is cut off, not believed.
        content = answer.raw.read(LONGEST_ANSWER, decode_content=True)
        answer._content = content  # pyright: ignore[reportPrivateUsage]
        answer.close()
        self.answer = answer
        return answer


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        manager: Any = self.poolmanager
        manager.pool_classes_by_scheme = {
            "http": partial(_pool, HTTPConnectionPool, _Plain, self._guard),
            "https": partial(_pool, HTTPSConnectionPool, _Secured, self._guard),
        }


def _pool(kind: Any, connection: Any, guard: Guard, *arguments: Any, **options: Any) -> Any:
    pool = kind(*arguments, **options)
    pool.ConnectionCls = partial(connection, guard)
    return pool


class _Plain(HTTPConnection):
    def __init__(self, guard: Guard, *arguments: Any, **options: Any) -> None:
        self._guard = guard
        super().__init__(*arguments, **options)

    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn(), self._guard)


class _Secured(HTTPSConnection):
    def __init__(self, guard: Guard, *arguments: Any, **options: Any) -> None:
        self._guard = guard
        cast(Any, super()).__init__(*arguments, **options)

    def _new_conn(self) -> socket.socket:
        return _checked(super()._new_conn(), self._guard)


def _checked(connection: socket.socket, guard: Guard) -> socket.socket:
    if guard.forbids(connection.getpeername()[0]):
        connection.close()
        raise TargetForbidden
    return connection
