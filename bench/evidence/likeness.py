"""Bench of evidence: how surely, and how fast, a picture that was used before is found again."""

import hashlib
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bench.evidence.hashes import measure_lookups
from bench.results import Figure
from bench.sync.postgres import running_postgres
from server.app import create_app
from server.core.runtime import Runtime
from server.core.settings import read_settings
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.search import find_same
from server.evidence.models import Photo
from server.installation import migrate_database
from tests.builders.reuse import REUSES
from tests.builders.scenes import a_view, as_jpeg, some_shots, take

VIEWS, SHOTS, REUSED, SEED = 200, 10, 500, 20261128
ORG = "bench"
BEGIN = datetime(2026, 5, 1, tzinfo=UTC)
LEAST_RECALL, MOST_FALSE = 0.95, 0.01


@dataclass
class Album:
    """A company's photos with their bytes, in a server of the bench's own."""

    runtime: Runtime
    contents: list[bytes] = field(default_factory=list[bytes])

    def examine(self, content: bytes) -> set[int]:
        """Take a picture in; the numbers of those that are the same."""
        photo = self._new_photo(content)
        blob_store(self.runtime.settings).put("originals", photo.sha256, content)
        with self.runtime.bookkeeping() as session:
            session.add(photo)
        return {int(same.photo.id) for same in find_same(self.runtime, photo)}

    def _new_photo(self, content: bytes) -> Photo:
        number = len(self.contents)
        self.contents.append(content)
        return Photo(
            id=str(number),
            org=ORG,
            subject_kind="visit",
            subject_id="visit",
            slot="A01",
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            width=1,
            height=1,
            taken_at=BEGIN + timedelta(seconds=number),
            source="camera",
            owner_id="inspector",
            owner_name="inspector",
            blob="present",
        )


def measure_likeness() -> list[Figure]:
    """`likeness-recall`, `likeness-false` and `likeness-lookup-ms`, as the issue defines them."""
    with tempfile.TemporaryDirectory(prefix="ducha-likeness-") as folder:
        album = Album(_open_server(Path(folder)))
        false = _measure_false(album)
        recall = _measure_recall(album)
    with tempfile.TemporaryDirectory() as folder, running_postgres() as postgres:
        lookups = measure_lookups(Path(folder), postgres, album.contents[: VIEWS * SHOTS])
    return [recall, false, *lookups]


def _open_server(folder: Path) -> Runtime:
    settings = read_settings({"DUCHA_DATA": str(folder), "DUCHA_SECRET_KEY": "bench"})
    app = create_app(settings)
    with app.app_context():
        migrate_database(app)
    return app.extensions["ducha"]


def _pictures() -> Iterator[bytes]:
    chance = Random(SEED)
    for number in range(VIEWS):
        view = a_view(SEED + number)
        for shot in some_shots(SHOTS, chance):
            yield as_jpeg(take(view, shot))


def _measure_false(album: Album) -> Figure:
    """Each picture against all that came before it: none of them is the same."""
    flagged = sum(bool(album.examine(content)) for content in _pictures())
    count = len(album.contents)
    return Figure(
        "likeness-false",
        round(flagged / count, 4),
        "share",
        f"{flagged} of {count} flagged",
        f"≤{MOST_FALSE}",
        f"{VIEWS} views taken anew {SHOTS} times: shifted 2–5 %, relit, a third with a person",
    )


def _measure_recall(album: Album) -> Figure:
    """Pictures used again in each of five ways; found means that the right one is named."""
    chance, names = Random(SEED + 1), list(REUSES)
    found, times = Counter[str](), list[float]()
    for number, original in enumerate(chance.sample(range(VIEWS * SHOTS), REUSED)):
        name = names[number % len(names)]
        content = REUSES[name](album.contents[original], chance)
        begin = time.perf_counter()
        found[name] += original in album.examine(content)
        times.append((time.perf_counter() - begin) * 1000)
    each = ", ".join(f"{name} {found[name]}" for name in names)
    return Figure(
        "likeness-recall",
        round(found.total() / REUSED, 4),
        "share",
        f"{found.total()} of {REUSED} found",
        f"≥{LEAST_RECALL}",
        f"of 100 each: {each}; the whole examination took {statistics.median(times):.0f} ms",
    )


if __name__ == "__main__":
    for figure in measure_likeness():
        print(figure)  # noqa: T201
