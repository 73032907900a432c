"""Sync bench, a day: the bytes that twenty visits cost a phone, photos' own bytes left out."""

import gzip
import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from backports import zstd

from bench.sync.company import ORG, team
from bench.sync.day_visit import whole_visit
from bench.sync.load import Request, Sender
from bench.sync.mutations import Json
from bench.sync.ours import Ducha, Phone
from server.core.actor import system_actor
from tests.builders.sealing import DeviceKey

VISITS = 20
WALKER = 59  # The team whose head nobody else signs in as.
# What Chromium sends with a fetch of the page's own origin, besides what we set ourselves.
BROWSER = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36",
    "Accept": "application/json",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Origin": "https://ducha.example",
    "Referer": "https://ducha.example/",
    "sec-ch-ua": '"Chromium";v="140", "Not=A?Brand";v="24"',
    "sec-ch-ua-mobile": "?1",
    "sec-ch-ua-platform": '"Android"',
    "Sec-Fetch-Dest": "empty",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Site": "same-origin",
}
# Where struct tcp_info keeps them (linux/tcp.h).
BYTES_RECEIVED, BYTES_SENT = 128, 200
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "zstd": zstd.decompress,
}


@dataclass
class Day:
    """One phone's day; `pushed` and `pulled` are bytes both ways, headers included."""

    ducha: Ducha
    phone: Phone
    sender: Sender
    key: DeviceKey = field(default_factory=DeviceKey)
    cursor: str | None = None
    pushed: int = 0
    pulled: int = 0
    requests: int = 0
    rows: list[str] = field(default_factory=list[str])

    @property
    def kilobytes(self) -> float:
        return (self.pushed + self.pulled) / 1024

    def visit(self) -> None:
        """Push a whole visit and pull; then its photos have arrived, and pull again."""
        mutations, photo_ids = whole_visit(self.phone.outbox, self.key)
        self._push(mutations)
        self._pull()
        for photo_id in photo_ids:
            args = {"photo_id": photo_id}
            self.ducha.runtime.perform("photo.confirm", args, system_actor(ORG))
        self._pull()

    def first_sync(self) -> None:
        """What the phone carries already when the day begins, and its key; not counted."""
        self._push([self.phone.outbox.mutation("photo.register_key", **self.key.registration())])
        self._pull()
        self.pushed, self.pulled, self.requests = 0, 0, 0
        self.rows.clear()

    def _push(self, mutations: list[Json]) -> None:
        body, size = self._exchange(_packed(self.phone.push(mutations)))
        self.pushed += size
        refused = [each for each in body["results"] if each["status"] != "applied"]
        if refused or len(body["results"]) != len(mutations):
            raise RuntimeError(f"the visit was not taken: {refused or body}")

    def _pull(self) -> None:
        more = True
        while more:
            page, size = self._exchange(self.phone.pull(self.cursor))
            self.pulled += size
            self.rows += [op[1] for op in page["ops"] if op[0] == "put"]
            self.cursor, more = page["cursor"], page["more"]

    def _exchange(self, request: Request) -> tuple[Json, int]:
        before = _bytes_of(self.sender)
        headers = {**BROWSER, **request.headers}
        answer = self.sender.send(Request(request.method, request.path, headers, request.body))
        self.requests += 1
        if not answer.is_ok:
            raise RuntimeError(f"{request.path}: {answer.status}")
        return json.loads(DECODERS[answer.encoding](answer.body)), _bytes_of(self.sender) - before


def _packed(request: Request) -> Request:
    """As pwa/src/local/transport.ts sends what is large."""
    headers = {**request.headers, "Content-Encoding": "gzip"}
    return Request(request.method, request.path, headers, gzip.compress(request.body, 6))


def measure_day(ducha: Ducha) -> Day:
    phone = ducha.sign_in(team(WALKER))
    day = Day(ducha, phone, Sender(ducha.port))
    day.first_sync()
    for _ in range(VISITS):
        day.visit()
    return day


def _bytes_of(sender: Sender) -> int:
    """Payload sent and received on the connection so far, as the kernel counted it."""
    link = sender.link.sock
    if link is None:
        return 0
    info = link.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
    return sum(struct.unpack_from("Q", info, at)[0] for at in (BYTES_RECEIVED, BYTES_SENT))
