"""Corpus: a served installation with one inspector, who sends what he is given."""

import base64
import hashlib
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from server.core.clock import SystemClock
from server.core.runtime import Runtime
from server.installation import migrate_database
from tests.builders.company import fill_company, lift_day_limits
from tests.builders.device import Device
from tests.builders.processes import children_of, running, wait_until
from tests.builders.visits import new_id, photo_args, start
from tests.conftest import make_app
from tests.corpus.link import Answer, Link

SERVE = ("-m", "server.cli", "serve", "--workers", "1", "--no-worker", "--port")
A_RECORD = 100
CHUNK_TYPE = "application/offset+octet-stream"
MOST_ATTACHED = 20 * 1024 * 1024


@dataclass(frozen=True)
class Sent:
    """What became of one file: the last answer, and how long all of its requests took."""

    photo_id: str
    answer: Answer
    ms: float

    @property
    def is_refused(self) -> bool:
        """By a 4xx with a reason in Chinese."""
        reason = str(self.answer.json["title"]) if self.answer.json else ""
        is_chinese = any("一" <= letter <= "鿿" for letter in reason)
        return 400 <= self.answer.status_code < 500 and is_chinese

    @property
    def said(self) -> str:
        return f"{self.answer.status_code} {self.answer.text[:90]}"


@dataclass
class House:
    """The running product, seen from outside and, in its folder and processes, from inside."""

    device: Device
    link: Link
    folder: Path
    worker: int
    visit_id: str = ""
    in_visit: int = A_RECORD

    def send(self, content: bytes, name: str = "photo.jpg") -> Sent:
        """Attach and upload in one go, as a phone does, whatever it is."""
        return self.upload(self.attach(content), content, name)

    def upload(self, photo_id: str, content: bytes, name: str = "photo.jpg") -> Sent:
        begun = time.perf_counter()
        created = self.create(photo_id, len(content), name)
        answer = created
        if created.status_code == 201:
            answer = self._patch(created.headers["location"], content)
        return Sent(photo_id, answer, (time.perf_counter() - begun) * 1000)

    def create(self, photo_id: str, length: int, name: str) -> Answer:
        told = (("filename", name), ("photo_id", photo_id))
        pairs = (f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told)
        about = {"Upload-Length": str(length), "Upload-Metadata": ",".join(pairs)}
        return self.link.post("/api/uploads", headers={**self._tus, **about})

    def shown(self, photo_id: str, kind: str) -> Answer:
        return self.link.get(f"/api/photos/{photo_id}/{kind}")

    def files(self) -> set[str]:
        """All files of the data folder but databases, logs and keys."""
        own = ("ducha.sqlite3", "queue.sqlite3", "serve.log", "secret.key", ".ready", ".writable")
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {
            path.relative_to(self.folder).as_posix()
            for path in found
            if not path.name.startswith(own)
        }

    def forget_peak(self) -> None:
        """From now on the peak is counted anew."""
        Path(f"/proc/{self.worker}/clear_refs").write_text("5")

    def peak_mb(self) -> float:
        """The most memory that the serving process has had."""
        lines = Path(f"/proc/{self.worker}/status").read_text().splitlines()
        (peak,) = [line for line in lines if line.startswith("VmHWM")]
        return int(peak.split()[1]) / 1024

    @property
    def is_alive(self) -> bool:
        return Path(f"/proc/{self.worker}").exists()

    @property
    def _tus(self) -> dict[str, str]:
        return {"Tus-Resumable": "1.0.0", "X-CSRFToken": self.device.csrf}

    def attach(self, content: bytes) -> str:
        if self.in_visit == A_RECORD:
            self.visit_id, self.in_visit = start(self.device), 0
        self.in_visit += 1
        photo_id = new_id()
        size = min(max(len(content), 1), MOST_ATTACHED)
        told = {"sha256": hashlib.sha256(content).hexdigest(), "size": size}
        args = {**photo_args(photo_id, "visit", self.visit_id, "A"), **told}
        result = self.device.do("photo.attach", **args)
        assert result["status"] == "applied", result
        return photo_id

    def _patch(self, location: str, content: bytes) -> Answer:
        about = {"Upload-Offset": "0", "Content-Type": CHUNK_TYPE}
        return self.link.patch(location, headers={**self._tus, **about}, data=content)


@contextmanager
def serving(folder: Path, port: int) -> Generator[House]:
    """The product as it is served, with one process, over a company of its own."""
    url = f"sqlite:///{folder / 'ducha.sqlite3'}"
    app = make_app(folder, url, cast(Any, SystemClock()))
    with app.app_context():
        migrate_database(app)
        runtime: Runtime = app.extensions["ducha"]
        fill_company(runtime)
        lift_day_limits(runtime)
        runtime.engine.dispose()
    env = {"DUCHA_DATA": str(folder), "DUCHA_DATABASE_URL": url}
    log = folder / "serve.log"
    with running(*SERVE, str(port), env=env, log=log) as server:
        link = Link(port)
        wait_until(lambda: _is_ready(link), "it serves", log)
        (worker,) = [pid for pid, line in children_of(server.pid).items() if "tracker" not in line]
        device = Device(cast(Any, link), now=SystemClock().now()).sign_in("ines")
        yield House(device, link, folder, worker)


def _is_ready(link: Link) -> bool:
    try:
        return link.get("/readyz").status_code == 200
    except OSError:
        return False
