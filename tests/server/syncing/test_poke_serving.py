"""Poke as it is served: two processes behind one port, and a server that goes at once when told."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.builders.company import PASSWORD
from tests.builders.visits import new_id

ROOT = Path(__file__).parents[3]
PATIENCE_S = 60.0


@pytest.fixture
def database() -> str:
    """What is tested here is the server before it."""
    return "sqlite"


class Browser:
    """A person's browser, over real HTTP."""

    def __init__(self, port: int, login: str) -> None:
        self._port, self._headers = port, {"Content-Type": "application/json"}
        self._headers["X-CSRFToken"] = self.read(self.ask("GET", "/api/session"))["csrf"]
        answer = self.ask("POST", "/api/session", {"login": login, "password": PASSWORD})
        self._headers["X-CSRFToken"] = self.read(answer)["csrf"]

    def ask(self, method: str, path: str, body: object = None) -> HTTPResponse:
        """Each on a connection of its own, so that any of the server's processes may answer."""
        link = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_S)
        link.request(method, path, json.dumps(body) if body else None, self._headers)
        answer = link.getresponse()
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self._headers["Cookie"] = cookie.partition(";")[0]
        return answer

    def read(self, answer: HTTPResponse) -> dict[str, str]:
        assert answer.status == 200, answer.read()
        return json.loads(answer.read())


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`ducha serve` with two processes on a port that the system chose."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    told = {"DUCHA_DATA": str(tmp_path), "DUCHA_DATABASE_URL": database_url}
    command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **told},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            _wait_for(port)
            yield process, port
        finally:
            # Its processes too, in case it has not gone by itself.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _wait_for(port: int) -> None:
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        try:
            link = HTTPConnection("127.0.0.1", port, timeout=5)
            link.request("GET", "/readyz")
            if link.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
    raise TimeoutError


def test_streams_of_both_processes_hear_a_commit_and_end_with_the_server(
    server: tuple[subprocess.Popen[bytes], int],
) -> None:
    process, port = server
    phone, head = Browser(port, "stan"), Browser(port, "hugo")
    streams = [phone.ask("GET", f"/api/sync/poke?client_id={new_id()}") for _ in range(6)]
    for stream in streams:
        assert stream.readline() == b"event: hello\n"
    closing = {"name": "site.close", "args": {"site_id": "hall", "reason": "flood"}}
    mutation = {"seq": 1, "uid": new_id(), "occurred_at": "2026-05-06T02:00:00Z", **closing}
    push = {"protocol": 1, "client_id": new_id(), "app": "1.0.0"}
    pushed = head.ask(
        "POST",
        "/api/sync/push",
        {**push, "sent_at": "2026-05-06T02:00:00Z", "mutations": [mutation]},
    )
    assert head.read(pushed)["halt"] is None
    committed_at = time.monotonic()
    for stream in streams:
        assert [stream.readline() for _ in range(3)][-1] == b"event: poke\n"
    assert time.monotonic() - committed_at < 1.0
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    for stream in streams:
        assert stream.read().endswith(b"\n\n")


def test_ctrl_c_ends_the_server_and_all_its_processes(
    server: tuple[subprocess.Popen[bytes], int],
) -> None:
    """In a terminal the signal reaches all of them at once."""
    process, _ = server
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(10) == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
