"""A short soak on SQLite, and that what a soak looks for would be seen."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.evidence.adapters.blobs import blob_store
from server.evidence.models import Photo
from tests.builders.device import Device
from tests.soak.checks import Checks, Delivered

ROOT = Path(__file__).parents[2]
PICTURE = b"what a phone has sent"
SHA256 = hashlib.sha256(PICTURE).hexdigest()
PHOTO = "photo-0001"
VISIT = "visit-0001"


@pytest.mark.long
def test_a_short_soak_loses_nothing_and_doubles_nothing() -> None:
    command = [sys.executable, "-m", "tests.soak", "--db", "sqlite", "--records", "20"]
    # How fast it is back is for `make soak` to say, which has the machine to itself.
    done = subprocess.run(
        [*command, "--kills", "3", "--longest-restart", "60"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    last = re.fullmatch(r"kills=3 acked=(\d+) lost=0 doubled=0", done.stdout.splitlines()[-1])
    # Start, two answers, sign and close, and at least the signature's row.
    assert last is not None
    assert int(last[1]) >= 20 * 6


@pytest.fixture
def checks(runtime: Runtime) -> Checks:
    """From before anybody has done anything."""
    return Checks(runtime)


@pytest.fixture
def phone(device_of: Callable[[str], Device]) -> Device:
    return device_of("ines")


def start_visit(phone: Device) -> str:
    """Returns the uid of the mutation."""
    visit = {"visit_id": VISIT, "site_id": "hall", "template_id": "photo"}
    return phone.do("visit.start", **visit, level="hq", form="self")["uid"]


@pytest.fixture
def delivered(runtime: Runtime, checks: Checks, phone: Device) -> Delivered:
    """A visit with a photo that is present, its bytes on the disk."""
    start_visit(phone)
    told = {"subject_kind": "visit", "subject_id": VISIT, "slot": "P", "source": "camera"}
    size = {"size": len(PICTURE), "width": 1, "height": 1, "taken_at": phone.now.isoformat()}
    phone.do("photo.attach", photo_id=PHOTO, sha256=SHA256, **told, **size)
    with runtime.bookkeeping() as session:
        session.get_one(Photo, PHOTO).blob = "present"
    blob_store(runtime.settings).put("originals", SHA256, PICTURE)
    return Delivered(VISIT, {PHOTO: SHA256})


def test_what_is_acknowledged_and_done_once_is_neither_lost_nor_doubled(
    checks: Checks, phone: Device
) -> None:
    checks.look([start_visit(phone)], [])
    totals = checks.finish(0)
    assert (totals.acked, totals.lost, totals.doubled) == (1, 0, 0)
    assert checks.violations == []


def test_an_acknowledged_mutation_without_an_effect_is_lost(checks: Checks) -> None:
    checks.look(["nowhere"], [])
    assert checks.violations == ["I1: nowhere was acknowledged and took effect 0 times"]
    assert checks.finish(0).lost == 1


def test_an_effect_that_came_twice_is_doubled(
    runtime: Runtime, checks: Checks, phone: Device
) -> None:
    uid = start_visit(phone)
    with runtime.bookkeeping() as session:
        line = session.scalars(select(JournalEntry).where(JournalEntry.uid == uid)).one()
        names = JournalEntry.__table__.columns.keys()
        copy = {name: getattr(line, name) for name in names} | {"number": line.number + 1}
        session.add(JournalEntry(**copy))
    checks.look([uid], [])
    assert f"I1: {uid} was acknowledged and took effect 2 times" in checks.violations
    assert checks.finish(0).doubled == 1


def test_a_delivered_photo_that_is_not_present_is_told(
    runtime: Runtime, checks: Checks, delivered: Delivered
) -> None:
    with runtime.bookkeeping() as session:
        session.get_one(Photo, PHOTO).blob = "missing"
    checks.look([], [delivered])
    assert f"undelivered: photo {PHOTO} is not present on the server" in checks.violations


@pytest.mark.parametrize("left", [None, PICTURE[:-1]])
def test_a_delivered_photo_whose_file_is_gone_or_cut_off_is_told(
    runtime: Runtime, checks: Checks, delivered: Delivered, left: bytes | None
) -> None:
    [file] = (runtime.settings.photo_dir / "originals").rglob(SHA256)
    if left is None:
        file.unlink()
    else:
        file.write_bytes(left)
    checks.look([], [delivered])
    assert f"undelivered: photo {PHOTO} has other bytes on the disk" in checks.violations


def test_a_record_that_is_shown_as_delivered_but_not_complete_is_told(
    checks: Checks, delivered: Delivered
) -> None:
    checks.look([], [delivered])
    assert checks.violations == [f"undelivered: visit {VISIT} is not complete on the server"]


def test_records_that_were_never_delivered_are_missing(checks: Checks) -> None:
    checks.finish(2)
    assert checks.violations == ["missing: 2 of 2 records were never delivered"]


def test_a_device_that_holds_other_rows_than_the_server_is_told(checks: Checks) -> None:
    checks.compare("ines", {"visit/of-nobody": 7})
    [violation] = checks.violations
    assert violation.startswith("I4: ines holds")
