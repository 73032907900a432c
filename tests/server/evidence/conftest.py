"""Evidence tests: the module alone, over a real SQLite file, real folders and real HTTP."""

import base64
import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g, request
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import Headers

from server.core.actor import Actor
from server.core.bucket import Bucket
from server.core.clock import Moment, SetClock
from server.core.command import collect_commands
from server.core.connecting import engine_options
from server.core.db import Model
from server.core.errors import answer_problems
from server.core.events import Event, Reaction
from server.core.replication import SyncClock
from server.core.runtime import Runtime
from server.core.settings import Settings
from server.core.sqlite import prepare_engine
from server.core.unit_of_work import Wiring
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.storing import KINDS, BlobStore, Kind
from server.evidence.commands import annotating, arriving, attaching, keys
from server.evidence.events import PhotoArrived, PhotoRefused
from server.evidence.models import Photo, Upload
from server.evidence.routes import routes
from server.evidence.schemas import PHOTO_FEED
from tests.builders.s3 import S3Server

NOW = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
DATABASES = ("ducha.sqlite3", "queue.sqlite3")
CHUNK = "application/offset+octet-stream"


def _actor(user_id: str, org: str = "qd", **grants: str) -> Actor:
    held = {name.replace("_", "."): frozenset({unit}) for name, unit in grants.items()}
    return Actor(user_id=user_id, org=org, name=user_id, grants=held)


ACTORS = {
    "inspector": _actor("inspector", photo_attach="hq"),
    "colleague": _actor("colleague", photo_attach="hq"),
    "branch": _actor("branch", order_read="B01", photo_attach="B01"),
    "other-branch": _actor("other-branch", order_read="B02"),
    "stranger": _actor("stranger", org="elsewhere", photo_attach="hq", order_read="B01"),
}


@dataclass(frozen=True)
class Answer:
    """A response; `json` is empty where there is none."""

    status_code: int
    headers: Headers
    data: bytes
    json: dict[str, Any]


class Phone:
    """A tus client over Flask's test client, signed in as one person."""

    def __init__(self, client: FlaskClient, user: str) -> None:
        self._client, self._user = client, user

    def create(self, photo_id: str, length: int, metadata: str = "") -> Answer:
        encoded = base64.b64encode(photo_id.encode()).decode()
        headers = {
            "Upload-Length": str(length),
            "Upload-Metadata": ",".join(filter(None, (metadata, f"photo_id {encoded}"))),
        }
        return self.send("POST", "/api/uploads", headers)

    def begin(self, photo_id: str, length: int) -> str:
        """The address of a new upload."""
        response = self.create(photo_id, length)
        assert response.status_code == 201, response.json
        return response.headers["Location"]

    def patch(
        self, location: str, offset: int, content: bytes, headers: dict[str, str] | None = None
    ) -> Answer:
        all_headers = {"Upload-Offset": str(offset), "Content-Type": CHUNK, **(headers or {})}
        return self.send("PATCH", location, all_headers, data=content)

    def patch_cut(self, location: str, content: bytes, announced: int) -> Answer:
        """From offset 0, announcing more bytes than come before the connection ends."""
        headers = {"Upload-Offset": "0", "Content-Type": CHUNK}
        environ = {"CONTENT_LENGTH": str(announced)}
        return self.send("PATCH", location, headers, data=content, environ_overrides=environ)

    def head(self, location: str) -> Answer:
        return self.send("HEAD", location, {})

    def offset(self, location: str) -> int:
        return int(self.head(location).headers["Upload-Offset"])

    def upload(self, photo_id: str, content: bytes) -> Answer:
        """Everything in one go; the answer to the last request."""
        return self.patch(self.begin(photo_id, len(content)), 0, content)

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self.send("GET", path, headers or {})

    def send(self, method: str, path: str, headers: dict[str, str], **more: Any) -> Answer:
        known = {"Tus-Resumable": "1.0.0", "X-User": self._user}
        all_headers = {**known, **headers}
        response = self._client.open(path, method=method, headers=all_headers, **more)
        json: dict[str, Any] = response.get_json(silent=True) or {}
        return Answer(response.status_code, response.headers, response.data, json)


@dataclass
class House:
    """The running module with what tests look into."""

    app: Flask
    runtime: Runtime
    clock: SetClock
    facts: list[Event]
    reactions: dict[type[Event], tuple[Reaction, ...]]

    def phone(self, user: str = "inspector") -> Phone:
        return Phone(self.app.test_client(), user)

    def photo(self, content: bytes, photo_id: str = "photo-1", **fields: Any) -> str:
        """A photo's row as photo.attach leaves it; its bytes are still to come."""
        known = {
            "org": "qd",
            "subject_kind": "visit",
            "subject_id": "visit-1",
            "slot": "A01",
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "width": 40,
            "height": 30,
            "taken_at": NOW,
            "source": "camera",
            "owner_id": "inspector",
            "owner_name": "检查员",
        }
        with self.runtime.bookkeeping() as session:
            session.add(Photo(id=photo_id, **{**known, **fields}))
        return photo_id

    def row(self, photo_id: str = "photo-1") -> Photo:
        with self.runtime.reading() as session:
            return session.scalars(select(Photo).where(Photo.id == photo_id)).one()

    def keep(self, kind: Kind, sha256: str, content: bytes) -> None:
        """Put a photo's bytes where the intake would."""
        blob_store(self.runtime.settings).put(kind, sha256, content)

    def uploads(self) -> list[Upload]:
        with self.runtime.reading() as session:
            return list(session.scalars(select(Upload)))

    @property
    def store(self) -> BlobStore:
        return blob_store(self.runtime.settings)

    def stored(self, *kinds: Kind) -> list[str]:
        """All that the store holds, or of these kinds, as kind/hash."""
        walks = ((kind, self.store.walk(kind)) for kind in kinds or KINDS)
        return [f"{kind}/{found.sha256}" for kind, walk in walks for found in walk]

    def files(self, folder: str = "") -> list[Path]:
        """Every file under the data folder but the databases."""
        root = self.runtime.settings.data_dir / folder
        found = [path for path in root.rglob("*") if path.is_file()]
        return [path for path in found if not path.name.startswith(DATABASES)]


@pytest.fixture
def store() -> str:
    """Where the photos of a test are kept: folder or s3. A file may ask for both."""
    return "folder"


@pytest.fixture
def bucket(store: str, request: pytest.FixtureRequest) -> Bucket | None:
    if store == "folder":
        return None
    server: S3Server = request.getfixturevalue("s3_server")
    return server.new_bucket()


@pytest.fixture
def house(tmp_path: Path, bucket: Bucket | None) -> Iterator[House]:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    url = f"sqlite:///{data_dir / 'ducha.sqlite3'}"
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    Model.metadata.create_all(engine)
    clock, facts = SetClock(NOW), list[Event]()
    reactions: dict[type[Event], tuple[Reaction, ...]] = {
        kind: (_note(facts),) for kind in (PhotoArrived, PhotoRefused)
    }
    wiring = Wiring(
        commands=collect_commands((annotating, arriving, attaching, keys)),
        feeds={"photo": PHOTO_FEED},
        reactions=reactions,
    )
    settings = Settings(data_dir, url, "test", bucket=bucket)
    runtime = Runtime(settings, clock, engine, wiring)
    with runtime.bookkeeping() as session:
        session.add(SyncClock(org="qd", epoch="1"))
    yield House(_app(runtime), runtime, clock, facts, reactions)
    engine.dispose()


def _note(facts: list[Event]) -> Reaction:
    def note(fact: Event, _actor: Actor, _at: Moment, _session: Session) -> None:
        facts.append(fact)

    return note


def _app(runtime: Runtime) -> Flask:
    app = Flask("evidence")
    app.extensions["ducha"] = runtime
    answer_problems(app)

    def sign_in() -> None:
        g.actor = ACTORS.get(request.headers.get("X-User", ""))

    app.before_request(sign_in)
    app.register_blueprint(routes)
    return app


@pytest.fixture
def jpeg() -> Callable[..., bytes]:
    """Makes a JPEG of noise, about a byte per pixel, so that sizes are as wished."""
    return _jpeg


def _jpeg(width: int = 400, height: int = 300, seed: int = 1, **options: Any) -> bytes:
    noise = random.Random(seed).randbytes(width * height * 3)
    picture = Image.frombytes("RGB", (width, height), noise)
    target = BytesIO()
    picture.save(target, "JPEG", **options)
    return target.getvalue()
