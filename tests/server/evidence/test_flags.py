"""Suspicions: found once a photo is there, shown to those who judge, judged by another person."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import update

from server.core.runtime import Runtime
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.examining import examine_photo, examine_photos
from server.organisation.models import RoleAssignment
from tests.builders.company import NOW, ORG, perform
from tests.builders.device import Device, Json
from tests.builders.visits import arrive, new_id, photo_args, start
from tests.conftest import DeviceOf

Take = Callable[..., str]
QUIET = {"seal"}


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def scene(seed: int) -> bytes:
    """A picture with a coarse pattern of its own."""
    cells = Image.frombytes("RGB", (8, 6), Random(seed).randbytes(8 * 6 * 3))
    target = BytesIO()
    cells.resize((400, 300), Image.Resampling.BICUBIC).save(target, "JPEG")
    return target.getvalue()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def take_photo(runtime: Runtime, device_of: DeviceOf) -> Take:
    devices: dict[str, Device] = {}
    contents: dict[str, bytes] = {}

    def take(login: str = "ines", site: str = "hall", name: str = "", **changes: Any) -> str:
        """A photo of a visit, with its bytes; the same name is the same picture."""
        device = devices.setdefault(login, device_of(login))
        photo_id = new_id()
        content = contents.setdefault(name or photo_id, scene(len(contents)))
        sha256 = sha256_of(content)
        blob_store(runtime.settings).put("originals", sha256, content)
        args = photo_args(photo_id, "visit", start(device, site), "A") | {"sha256": sha256}
        args |= changes
        result = device.do("photo.attach", **args)
        assert result["status"] == "applied", result
        arrive(runtime, photo_id)
        return photo_id

    return take


@pytest.fixture
def judge(device_of: DeviceOf) -> Device:
    return device_of("rita")


def page(device: Device, **query: str) -> Json:
    answer = device.http.get("/api/photo-flags", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def told(device: Device, **query: str) -> list[tuple[str, str]]:
    """Kind and photo of each flag but those for want of a seal, which none of these has."""
    flags = page(device, **query)["flags"]
    return [(its["kind"], its["photo"]["id"]) for its in flags if its["kind"] not in QUIET]


def examine(runtime: Runtime) -> int:
    return sum(examine_photos(runtime))


def test_a_picture_used_again_is_flagged_once_with_both_photos(
    runtime: Runtime, take_photo: Take, judge: Device
) -> None:
    first = take_photo(name="same", taken_at=(NOW - timedelta(minutes=1)).isoformat())
    again = take_photo("ivan", name="same")
    take_photo(name="other")
    assert examine(runtime) == 4
    assert examine(runtime) == 0
    assert told(judge) == [("reused", again)]
    flag = page(judge, kind="reused")["flags"][0]
    assert flag["details"] == {"share": 1.0, "is_same_file": True}
    assert flag["other"]["id"] == first
    assert (flag["photo"]["owner_name"], flag["other"]["owner_name"]) == ("Ivan", "Ines")
    assert flag["photo"]["is_visible"]
    assert flag["photo"]["site_name"] == "hall"


def test_the_older_of_two_that_comes_later_makes_the_younger_one_suspicious(
    runtime: Runtime, take_photo: Take, judge: Device
) -> None:
    younger = take_photo(name="same")
    assert examine_photo(runtime, ORG, younger) == 1
    older = take_photo(name="same", taken_at=(NOW - timedelta(minutes=1)).isoformat())
    examine_photo(runtime, ORG, older)
    assert told(judge) == [("reused", younger)]


def test_travel_fence_time_and_source_are_found_from_the_row_and_its_record(
    runtime: Runtime, take_photo: Take, judge: Device
) -> None:
    place = {"site_id": "sea", "code": "sea", "name": "Sea", "kind": "window"}
    perform(runtime, "site.add", **place, unit_id="hall-team", lat=20.5, lon=118.5)
    take_photo(site="sea", lat=20.5, lon=118.5, accuracy_m=10)
    later = (NOW + timedelta(minutes=20)).isoformat()
    fast = take_photo(site="sea", lat=21.5, lon=118.5, accuracy_m=10, taken_at=later)
    early = take_photo("ivan", source="gallery", taken_at=(NOW - timedelta(days=1)).isoformat())
    examine(runtime)
    assert sorted(told(judge)) == sorted(
        [("travel", fast), ("fence", fast), ("gallery", early), ("before", early)]
    )
    details = page(judge, kind="travel")["flags"][0]["details"]
    assert details["kmh"] > 300


def test_only_what_is_asked_for_is_told_page_by_page_newest_first(
    runtime: Runtime, take_photo: Take, judge: Device
) -> None:
    visit_owner = [
        take_photo(source="gallery", taken_at=(NOW + timedelta(minutes=n)).isoformat())
        for n in range(32)
    ]
    ivans = take_photo("ivan", source="gallery")
    examine(runtime)
    first = page(judge, kind="gallery")
    assert len(first["flags"]) == 30
    assert first["counts"]["gallery"] == 33
    assert first["flags"][0]["photo"]["id"] == visit_owner[-1]
    second = page(judge, kind="gallery", before=first["next"])
    assert len(second["flags"]) == 3
    assert second["next"] is None
    both = [its["id"] for its in (*first["flags"], *second["flags"])]
    assert len(set(both)) == 33
    assert told(judge, person="ivan") == [("gallery", ivans)]
    assert told(judge, unit="south-team") == []
    until = (NOW + timedelta(minutes=2)).isoformat()
    assert len(told(judge, since=NOW.isoformat(), until=until)) == 3
    assert {its["id"] for its in first["people"]} == {"ines", "ivan"}
    assert [its["name"] for its in first["units"]] == ["hall-team"]


def test_a_flag_is_judged_with_a_reason_and_the_judgement_taken_back(
    runtime: Runtime, take_photo: Take, judge: Device
) -> None:
    take_photo(source="gallery")
    examine(runtime)
    flag_id = page(judge, kind="gallery")["flags"][0]["id"]
    silent = judge.do("photo.judge_flag", flag_id=flag_id, state="upheld", note="  ")
    assert silent["code"] == "flag-unexplained"
    result = judge.do("photo.judge_flag", flag_id=flag_id, state="upheld", note="不是现场照片")
    assert result["status"] == "applied"
    assert told(judge) == []
    upheld = page(judge, state="upheld")["flags"][0]
    assert (upheld["judged_by_name"], upheld["note"]) == ("Rita", "不是现场照片")
    assert upheld["judged_at"]
    assert examine(runtime) == 0, "what was judged is not found again"
    assert judge.do("photo.judge_flag", flag_id=flag_id, state="open")["status"] == "applied"
    assert len(told(judge)) == 1


def test_nobody_overturns_a_judgement_that_he_has_not_seen(
    runtime: Runtime, take_photo: Take, judge: Device, device_of: DeviceOf
) -> None:
    take_photo(source="gallery")
    examine(runtime)
    flag_id = page(judge, kind="gallery")["flags"][0]["id"]
    hugo = device_of("hugo")
    upheld = {"flag_id": flag_id, "state": "upheld", "note": "不是现场照片"}
    assert judge.do("photo.judge_flag", **upheld)["status"] == "applied"
    unseen = hugo.do("photo.judge_flag", flag_id=flag_id, state="dismissed")
    assert unseen["code"] == "flag-judged"
    assert page(judge, state="upheld")["flags"][0]["judged_by_name"] == "Rita"
    seen = hugo.do("photo.judge_flag", flag_id=flag_id, state="dismissed", seen="upheld")
    assert seen["status"] == "applied"
    assert judge.do("photo.judge_flag", **upheld)["code"] == "flag-judged"


def test_nobody_judges_his_own_photo(
    runtime: Runtime, take_photo: Take, device_of: DeviceOf
) -> None:
    take_photo("hugo", source="gallery")
    examine(runtime)
    hugo = device_of("hugo")
    flag_id = page(hugo, kind="gallery")["flags"][0]["id"]
    result = hugo.do("photo.judge_flag", flag_id=flag_id, state="dismissed")
    assert result["code"] == "flag-of-own-photo"


def test_who_judges_one_branch_neither_sees_nor_judges_another(
    app: Flask, runtime: Runtime, take_photo: Take, device_of: DeviceOf
) -> None:
    photo_id = take_photo(source="gallery")
    examine(runtime)
    hall = device_of("rita")
    flag_id = page(hall, kind="gallery")["flags"][0]["id"]
    of_rita = update(RoleAssignment).where(RoleAssignment.user_id == "rita")
    with runtime.bookkeeping() as session:
        session.execute(of_rita.values(unit_id="south"))
    assert page(hall)["flags"] == []
    result = hall.do("photo.judge_flag", flag_id=flag_id, state="dismissed")
    assert result["code"] == "flag-unknown"
    assert hall.http.get(f"/api/photos/{photo_id}/thumbnail").status_code == 404


def test_a_judge_looks_at_photos_that_his_phone_does_not_carry(
    runtime: Runtime, take_photo: Take, judge: Device, device_of: DeviceOf
) -> None:
    sha256 = sha256_of(scene(1))
    photo_id = take_photo(sha256=sha256)
    blob_store(runtime.settings).put("originals", sha256, scene(1))
    assert judge.http.get(f"/api/photos/{photo_id}/display").status_code == 200
    assert device_of("ivan").http.get(f"/api/photos/{photo_id}/display").status_code == 404


@pytest.mark.parametrize(
    "query", [{"state": "maybe"}, {"before": "yesterday x"}, {"colour": "red"}, {"since": "now"}]
)
def test_a_question_that_makes_no_sense_is_refused(judge: Device, query: dict[str, str]) -> None:
    assert judge.http.get("/api/photo-flags", query_string=query).status_code in (400, 422)


def test_a_photo_without_bytes_or_that_is_gone_is_left_alone(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("ines")
    args = photo_args(new_id(), "visit", start(device), "A")
    device.do("photo.attach", **args)
    assert examine_photo(runtime, ORG, args["photo_id"]) == 0
    assert examine_photo(runtime, ORG, "no-such-photo") == 0
