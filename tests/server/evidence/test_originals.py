"""The sealed original: for the audit alone, as a file, and whoever takes it is in the journal."""

import hashlib
from io import BytesIO
from typing import Any

import pytest
from argon2 import PasswordHasher
from PIL import Image
from sqlalchemy import select

from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.evidence.adapters.blobs import blob_store
from tests.builders.company import PASSWORD, perform
from tests.builders.device import Device, Json
from tests.builders.visits import arrive, new_id, photo_args, start
from tests.conftest import DeviceOf
from tests.server.evidence.test_annotating import EVERY_KIND


def _picture() -> bytes:
    target = BytesIO()
    Image.effect_noise((640, 480), 60).save(target, "JPEG", comment=b"as the phone made it")
    return target.getvalue()


CONTENT = _picture()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def device(device_of: DeviceOf) -> Device:
    return device_of("ines")


@pytest.fixture
def path(runtime: Runtime, device: Device) -> str:
    """A photo of the inspector's visit, whose bytes are there."""
    args = photo_args(new_id(), "visit", start(device), "A")
    told = {**args, "sha256": SHA256, "size": len(CONTENT), "width": 640, "height": 480}
    assert device.do("photo.attach", **told)["status"] == "applied"
    blob_store(runtime.settings).put("originals", SHA256, CONTENT)
    arrive(runtime, args["photo_id"])
    return f"/api/photos/{args['photo_id']}"


def auditor_over(runtime: Runtime, device_of: DeviceOf, unit_id: str) -> Device:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    person = {"login": "aude", "name": "aude", "post": "auditor", "unit_id": "hq"}
    secret = hasher.hash(PASSWORD)
    roles = {"auditor": unit_id}
    perform(runtime, "user.add", user_id="aude", **person, password_hash=secret, roles=roles)
    return device_of("aude")


def openings(runtime: Runtime) -> list[tuple[str, str]]:
    query = select(JournalEntry).where(JournalEntry.command == "photo.open_original")
    with runtime.reading() as session:
        return [(line.actor_id, line.args["photo_id"]) for line in session.scalars(query)]


def test_the_audit_gets_the_very_bytes_and_the_journal_knows(
    runtime: Runtime, device_of: DeviceOf, path: str
) -> None:
    answer = auditor_over(runtime, device_of, "hq").http.get(f"{path}/original")
    assert (answer.status_code, answer.data) == (200, CONTENT)
    assert openings(runtime) == [("aude", path.rsplit("/", 1)[1])]


def test_a_browser_never_shows_it(runtime: Runtime, device_of: DeviceOf, path: str) -> None:
    """R-02."""
    headers = auditor_over(runtime, device_of, "hq").http.get(f"{path}/original").headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == f'attachment; filename="{SHA256}.bin"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "private, no-store"


def _told(answer: Any) -> Json:
    return {name: value for name, value in answer.json.items() if name != "request_id"}


def test_another_units_audit_gets_the_answer_of_a_photo_that_is_not_there(
    runtime: Runtime, device_of: DeviceOf, path: str
) -> None:
    audit = auditor_over(runtime, device_of, "south")
    hidden, absent = (audit.http.get(f"{at}/original") for at in (path, "/api/photos/none"))
    assert hidden.status_code == absent.status_code == 404
    assert _told(hidden) == _told(absent)
    assert openings(runtime) == []


def test_not_even_its_owner_takes_the_original(runtime: Runtime, device: Device, path: str) -> None:
    assert device.http.get(f"{path}/original").status_code == 403
    assert openings(runtime) == []


def test_marks_leave_original_and_display_as_they_were(
    runtime: Runtime, device: Device, path: str
) -> None:
    def kept() -> dict[str, bytes]:
        root = runtime.settings.photo_dir
        files = (each for each in root.rglob("*") if each.is_file())
        return {each.relative_to(root).parts[0]: each.read_bytes() for each in files}

    shown = device.http.get(f"{path}/display").data
    plain = device.http.get(f"{path}/published")
    before = kept()
    photo_id = path.rsplit("/", 1)[1]
    done = device.do("photo.annotate", photo_id=photo_id, marks=EVERY_KIND)
    assert done["status"] == "applied"
    marked = device.http.get(f"{path}/published")
    assert marked.data != plain.data
    assert marked.headers["ETag"] != plain.headers["ETag"]
    assert device.http.get(f"{path}/display").data == shown
    assert kept() == before
    assert before["originals"] == CONTENT


def test_a_photo_of_an_earlier_phone_has_no_sealed_facts_to_tell(device: Device, path: str) -> None:
    told = _told(device.http.get(f"{path}/facts"))
    assert (told["sha256"], told["seal"]) == (SHA256, "none")
    assert (told["text"], told["facts"]) == (None, None)
