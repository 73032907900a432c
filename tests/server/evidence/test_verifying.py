"""`ducha evidence verify`: each way in which store, rows and journal can disagree is named."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from structlog.testing import capture_logs

from server.cli import cli
from server.core.runtime import Runtime
from server.core.settings import read_settings
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.storing import KINDS, place
from server.evidence.adapters.verifying import Verification
from server.evidence.jobs import verify_nightly
from tests.builders.blobs import copy_of, flip_a_bit, lay, lose
from tests.builders.company import NOW
from tests.builders.device import Device, Json
from tests.builders.s3 import env_of
from tests.builders.sealing import PLACE, Signer
from tests.builders.visits import new_id, photo_args, start
from tests.conftest import DeviceOf

if TYPE_CHECKING:
    from tests.builders.s3 import S3Server

Jpeg = Callable[..., bytes]


@pytest.fixture(params=["sqlite-folder", "sqlite-s3", "postgres-folder"])
def combination(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def database(combination: str) -> str:
    return combination.partition("-")[0]


@pytest.fixture
def store_env(combination: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """How the store is named to a command line."""
    if not combination.endswith("s3"):
        return {}
    server: S3Server = request.getfixturevalue("s3_server")
    return env_of(server.new_bucket())


@pytest.fixture
def app(app: Flask, store_env: dict[str, str], tmp_path: Path) -> Flask:
    """The company's application over that store."""
    known: Runtime = app.extensions["ducha"]
    told = read_settings({"DUCHA_DATA": str(tmp_path), **store_env})
    settings = replace(known.settings, bucket=told.bucket)
    app.extensions["ducha"] = replace(known, settings=settings)
    return app


@dataclass
class Case:
    """A company with photos that are in order; `photos` maps their ids to their hashes."""

    runtime: Runtime
    device: Device
    visit_id: str
    photos: dict[str, str]

    def flaws(self, **options: Any) -> set[tuple[str, str]]:
        verification = Verification(self.runtime, **options)
        return {(flaw.place, flaw.kind) for flaw in verification.run()}

    def sql(self, statement: str, **values: Any) -> None:
        """Somebody who goes past the product."""
        with self.runtime.engine.begin() as link:
            link.execute(sa.text(statement), values)


@pytest.fixture
def case(app: Flask, device_of: DeviceOf, jpeg: Jpeg) -> Case:
    device = device_of("ines")
    case = Case(app.extensions["ducha"], device, start(device), {})
    signer = Signer(device)
    assert signer.register()["status"] == "applied"
    for seed in range(4):
        args = _args(case.visit_id, jpeg(seed=seed))
        case.photos[args["photo_id"]] = args["sha256"]
        assert (
            device.do("photo.attach", _v=2, **args, seal=signer.seal(args))["status"] == "applied"
        )
        _upload(device, args["photo_id"], jpeg(seed=seed))
    return case


def _args(visit_id: str, content: bytes) -> Json:
    sha256 = hashlib.sha256(content).hexdigest()
    told = {"sha256": sha256, "size": len(content), **PLACE}
    return {**photo_args(new_id(), "visit", visit_id, "A"), **told}


def _upload(device: Device, photo_id: str, content: bytes) -> None:
    name = base64.b64encode(photo_id.encode()).decode()
    tus = {"Tus-Resumable": "1.0.0", "X-CSRFToken": device.csrf}
    created = device.http.post(
        "/api/uploads",
        headers={
            **tus,
            "Upload-Length": str(len(content)),
            "Upload-Metadata": f"photo_id {name}",
        },
    )
    assert created.status_code == 201, created.json
    sent = device.http.patch(
        created.headers["Location"],
        data=content,
        headers={**tus, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
    )
    assert sent.status_code == 204, sent.json


def test_what_is_in_order_has_no_flaw(case: Case) -> None:
    verification = Verification(case.runtime)
    assert list(verification.run()) == []
    assert verification.photos == len(case.photos)
    assert verification.size > 4 * 50_000


def test_tampering_is_named_one_by_one(case: Case, device_of: DeviceOf) -> None:
    """R-65: one bit in a stored original, one lost, a stray, facts changed in SQL."""
    settings = case.runtime.settings
    (bit, lost, facts, copy), hashes = list(case.photos), list(case.photos.values())
    stranger = hashlib.sha256(b"stranger").hexdigest()
    flip_a_bit(settings, "originals", hashes[0])
    lose(settings, "originals", hashes[1])
    lay(settings, f"originals/{place(stranger)}", b"stranger")
    lay(settings, "originals/readme.txt", b"not ours")
    case.sql("UPDATE photos SET facts = replace(facts, '大厅', '别处') WHERE id = :id", id=facts)
    lose(settings, "thumbnail", hashes[3])
    assert case.flaws() == {
        (bit, "original-altered"),
        (lost, "original-missing"),
        (f"originals/{place(stranger)}", "orphan"),
        ("originals/readme.txt", "stray"),
        (facts, "facts-altered"),
        (facts, "signature-broken"),
        (facts, "journal-differs"),
        (copy, "copy-missing"),
    }


def test_a_forger_who_knows_the_hash_still_lacks_the_key_and_the_journal(case: Case) -> None:
    photo_id = next(iter(case.photos))
    with case.runtime.reading() as session:
        query = sa.text("SELECT facts FROM photos WHERE id = :id")
        facts = str(session.scalar(query, {"id": photo_id}))
    forged = facts.replace("大厅", "别处")
    assert forged != facts
    forged_hash = hashlib.sha256(forged.encode()).hexdigest()
    statement = "UPDATE photos SET facts = :facts, facts_hash = :hash WHERE id = :id"
    case.sql(statement, facts=forged, hash=forged_hash, id=photo_id)
    assert case.flaws() == {(photo_id, "signature-broken"), (photo_id, "journal-differs")}


def test_who_takes_seal_and_facts_away_is_told_by_the_journal(case: Case) -> None:
    photo_id = next(iter(case.photos))
    statement = "UPDATE photos SET facts = NULL, facts_hash = '', seal = 'none' WHERE id = :id"
    case.sql(statement, id=photo_id)
    # Without its facts the photo would have another watermark: that copy was never made.
    assert case.flaws() == {(photo_id, "journal-differs"), (photo_id, "copy-missing")}


def test_another_picture_under_another_hash_is_told_by_facts_and_journal(case: Case) -> None:
    """Whoever swaps the file and the row's hash alike."""
    photo_id, sha256 = next(iter(case.photos.items()))
    other = b"another picture"
    named = hashlib.sha256(other).hexdigest()
    lose(case.runtime.settings, "display", copy_of(case.runtime, photo_id))
    for kind in ("originals", "thumbnail"):
        lose(case.runtime.settings, kind, sha256)
    case.sql("UPDATE photos SET sha256 = :sha256 WHERE id = :id", sha256=named, id=photo_id)
    for kind in KINDS:
        name = copy_of(case.runtime, photo_id, kind)
        blob_store(case.runtime.settings).put(kind, name, other)
    assert case.flaws() == {(photo_id, "facts-altered"), (photo_id, "journal-differs")}


def test_a_row_that_nobody_attached_and_a_key_that_went_are_named(case: Case) -> None:
    one = next(iter(case.photos))
    case.sql("UPDATE photos SET id = 'never-attached' WHERE id = :id", id=one)
    case.sql("DELETE FROM device_keys")
    flaws = case.flaws()
    assert ("never-attached", "journal-missing") in flaws
    assert {(photo, "key-missing") for photo in case.photos if photo != one} <= flaws


def test_a_photo_that_was_taken_back_leaves_no_orphan(case: Case) -> None:
    photo_id = next(iter(case.photos))
    assert case.device.do("photo.detach", photo_id=photo_id)["status"] == "applied"
    assert case.flaws() == set()


def test_bytes_that_are_still_to_come_are_no_flaw(case: Case, jpeg: Jpeg) -> None:
    args = _args(case.visit_id, jpeg(seed=77))
    assert case.device.do("photo.attach", **args)["status"] == "applied"
    assert case.flaws() == set()


def test_repairing_makes_copies_anew_and_never_originals(case: Case) -> None:
    settings, store = case.runtime.settings, blob_store(case.runtime.settings)
    (first, second), hashes = list(case.photos)[:2], list(case.photos.values())
    shown = [copy_of(case.runtime, photo_id) for photo_id in (first, second)]
    before = store.find("display", shown[0])
    for name, sha256 in zip(shown, hashes, strict=False):
        lose(settings, "display", name)
        lose(settings, "thumbnail", sha256)
    flip_a_bit(settings, "originals", hashes[1])
    found = case.flaws(is_repairing=True)
    assert found == {(first, "copy-made"), (second, "original-altered")}
    assert store.find("display", shown[0]) == before
    assert store.find("display", shown[1]) is None
    assert case.flaws() == {(second, "original-altered")}


def test_the_command_names_flaws_tells_progress_and_ends_with_1(
    case: Case, store_env: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    env = {"DUCHA_DATA": str(tmp_path), "DUCHA_DATABASE_URL": database_url, **store_env}
    sound = CliRunner().invoke(cli, ["evidence", "verify"], env=env, catch_exceptions=False)
    assert (sound.exit_code, "flaws: 0" in sound.stdout) == (0, True)
    photo_id, sha256 = next(iter(case.photos.items()))
    flip_a_bit(case.runtime.settings, "originals", sha256)
    found = CliRunner().invoke(cli, ["evidence", "verify"], env=env, catch_exceptions=False)
    assert found.exit_code == 1
    assert f"{photo_id}  original-altered 原件被改动" in found.stdout


def test_the_night_finds_it_says_so_loudly_and_mends_copies(case: Case) -> None:
    hashes, shown = list(case.photos.values()), copy_of(case.runtime, list(case.photos)[1])
    flip_a_bit(case.runtime.settings, "originals", hashes[0])
    lose(case.runtime.settings, "display", shown)
    with capture_logs() as lines:
        assert verify_nightly(case.runtime, NOW.date()) == 1
    told = {(line["flaw"], line["log_level"]) for line in lines if line["event"] == "photo flaw"}
    assert told == {("original-altered", "error"), ("copy-made", "warning")}
    assert blob_store(case.runtime.settings).find("display", shown)


def test_in_so_many_nights_each_photo_is_read_once(case: Case) -> None:
    nights = 5
    runtime = replace(case.runtime, settings=replace(case.runtime.settings, verify_nights=nights))
    for sha256 in case.photos.values():
        flip_a_bit(runtime.settings, "originals", sha256)
    days = [NOW.date().fromordinal(NOW.date().toordinal() + n) for n in range(nights)]
    counts = [verify_nightly(runtime, day) for day in days]
    assert sum(counts) == len(case.photos)
    assert max(counts) < len(case.photos)
