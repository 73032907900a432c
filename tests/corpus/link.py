"""Corpus: real HTTP in the form that the builders' Device speaks."""

import json
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

HOST = "127.0.0.1"
PATIENCE_S = 60


@dataclass(frozen=True)
class Answer:
    """What a server said; `json` is None where it said none."""

    status_code: int
    headers: dict[str, str]
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode(errors="replace")

    @property
    def json(self) -> Any:
        return json.loads(self.data) if "json" in self.headers.get("content-type", "") else None


@dataclass
class Link:
    """One person's browser; each request has a connection of its own."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict[str, str])

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self.open("GET", path, headers or {}, None)

    def post(
        self,
        path: str,
        *,
        headers: dict[str, str],
        json: Any = None,
        data: bytes | None = None,
    ) -> Answer:
        if json is None:
            return self.open("POST", path, headers, data)
        return self.open("POST", path, {**headers, "Content-Type": "application/json"}, _as(json))

    def patch(self, path: str, *, headers: dict[str, str], data: bytes) -> Answer:
        return self.open("PATCH", path, headers, data)

    def open(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> Answer:
        link = HTTPConnection(HOST, self.port, timeout=PATIENCE_S)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        link.request(method, urlsplit(path).path, body, {**headers, "Cookie": cookies})
        response = link.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        name, _, value = found.get("set-cookie", "").partition(";")[0].partition("=")
        if name:
            self.cookies[name] = value
        answer = Answer(response.status, found, response.read())
        link.close()
        return answer


def _as(content: Any) -> bytes:
    return json.dumps(content).encode()
