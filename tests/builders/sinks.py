"""Where messages arrive: real servers on the loopback that may be down, slow, or say no."""

import json
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Arrival:
    """A request as it came, headers in lower case; `is_taken` where it was answered with a yes."""

    path: str
    headers: dict[str, str]
    content: bytes
    is_taken: bool

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def key(self) -> str:
        return self.headers["idempotency-key"]


@dataclass
class Sink:
    """An HTTP server that keeps what it is told, and answers as the test says.

    `answers` are used up one by one: (status, headers, body); then it is 200. `delay_s` comes
    before the answer, after the request was read; `drops` closes the connection instead.
    """

    port: int = 0
    arrivals: list[Arrival] = field(default_factory=list[Arrival])
    answers: list[tuple[int, dict[str, str], bytes]] = field(
        default_factory=list[tuple[int, dict[str, str], bytes]]
    )
    delay_s: float = 0.0
    drops: int = 0
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def taken(self) -> list[Arrival]:
        return [arrival for arrival in self.arrivals if arrival.is_taken]

    def start(self) -> None:
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sink.receive(self)

            def do_GET(self) -> None:
                sink.receive(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def receive(self, request: BaseHTTPRequestHandler) -> None:
        content = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        status, headers, body = self.answers.pop(0) if self.answers else (200, {}, b"ok")
        is_dropped, self.drops = self.drops > 0, max(0, self.drops - 1)
        is_taken = is_dropped or status < 300
        given = {name.lower(): value for name, value in request.headers.items()}
        self.arrivals.append(Arrival(request.path, given, content, is_taken))
        time.sleep(self.delay_s)
        if is_dropped:
            request.close_connection = True
            return
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


@contextmanager
def running_sink() -> Generator[Sink]:
    sink = Sink()
    sink.start()
    try:
        yield sink
    finally:
        sink.stop()
