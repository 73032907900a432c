"""Sync bench: the load generator. Bodies are made beforehand, connections are kept open."""

import http.client
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.sync.processes import HOST

TIMEOUT_S = 120


@dataclass(frozen=True)
class Request:
    """One request, ready to send."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What came back, compressed as `encoding` says, and after how many seconds."""

    status: int
    encoding: str
    body: bytes
    seconds: float

    @property
    def is_ok(self) -> bool:
        return self.status == http.HTTPStatus.OK


@dataclass(frozen=True)
class Received:
    """What one pull brought, over all its requests; `seconds` without reading the JSON."""

    rows: int
    bytes: int
    seconds: float


@dataclass
class Sender:
    """One client's connection; it sends one request after the other.

    `cookie` is the last one that the server set.
    """

    port: int
    cookie: str = ""
    link: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.link = http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT_S)

    def send(self, request: Request) -> Answer:
        begin = time.perf_counter()
        self.link.request(request.method, request.path, request.body, dict(request.headers))
        response = self.link.getresponse()
        body = response.read()
        if given := response.headers.get("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        encoding = response.headers.get("Content-Encoding", "")
        return Answer(response.status, encoding, body, time.perf_counter() - begin)


@dataclass(frozen=True)
class Burst:
    """Some clients that sent all they had, each at its own pace."""

    seconds: float
    own_cpu_share: float
    answers: list[Answer]


def burst(work: list[tuple[Sender, list[Request]]]) -> Burst:
    """Let all clients start together; `own_cpu_share` is of the whole machine, 0 to 1."""
    answers: list[list[Answer]] = [[] for _ in work]
    gate = threading.Barrier(len(work) + 1)

    def run(number: int) -> None:
        sender, requests = work[number]
        gate.wait()
        answers[number] = [sender.send(request) for request in requests]

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    gate.wait()
    begin, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begin
    share = (time.process_time() - cpu) / seconds / (os.cpu_count() or 1)
    return Burst(seconds, share, [answer for some in answers for answer in some])
