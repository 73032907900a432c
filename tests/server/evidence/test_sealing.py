"""Sealed facts: what a phone tells beside a picture holds, or the picture is not taken (R-69)."""

import base64
import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from server.core.runtime import Runtime
from server.evidence.models import Photo
from tests.builders.device import Device, Json
from tests.builders.sealing import PLACE, Signer
from tests.builders.visits import new_id, photo_args, start
from tests.conftest import DeviceOf


@pytest.fixture
def device(device_of: DeviceOf) -> Device:
    return device_of("ines")


@pytest.fixture
def args(device: Device) -> Json:
    return {**photo_args(new_id(), "visit", start(device), "A"), **PLACE}


def row(runtime: Runtime, photo_id: str) -> Photo:
    with runtime.reading() as session:
        return session.scalars(select(Photo).where(Photo.id == photo_id)).one()


def test_signed_facts_travel_with_the_row(runtime: Runtime, device: Device, args: Json) -> None:
    signer = Signer(device)
    assert signer.register()["status"] == "applied"
    seal = signer.seal(args)
    assert device.do("photo.attach", _v=2, **args, seal=seal)["status"] == "applied"
    kept = row(runtime, args["photo_id"])
    assert (kept.seal, kept.skew_ms, kept.fix_age_s) == ("signed", -1200, 12)
    assert kept.facts == seal["facts"]
    device.pull()
    told = device.rows("photo")[args["photo_id"]]
    assert told["facts_hash"] == hashlib.sha256(seal["facts"].encode()).hexdigest()
    assert told["seal"] == "signed"
    shown = device.http.get(f"/api/photos/{args['photo_id']}/facts").get_json()
    assert (shown["text"], shown["key_id"]) == (seal["facts"], signer.key_id)
    assert (shown["facts"]["site"]["name"], shown["facts"]["client_id"]) == ("望溪营业厅", "c-1")


def test_a_key_that_nobody_registered_proves_nothing_and_loses_nothing(
    runtime: Runtime, device: Device, args: Json
) -> None:
    assert (
        device.do("photo.attach", _v=2, **args, seal=Signer(device).seal(args))["status"]
        == "applied"
    )
    assert row(runtime, args["photo_id"]).seal == "unknown-key"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("photo_id", "another-photo"),
        ("sha256", "1" * 64),
        ("size", 11),
        ("width", 5),
        ("height", 4),
        ("source", "gallery"),
        ("taken_at", "2020-01-01T00:00:00+08:00"),
        ("subject_id", "another-visit"),
        ("subject_kind", "order"),
        ("slot", "B"),
        ("inspector", {"id": "stan", "name": "另一人"}),
        ("position", {"lat": 36.07, "lon": 120.38, "accuracy_m": 85.0, "age_s": 12}),
        ("position", None),
    ],
)
def test_sealed_facts_that_differ_from_what_is_told_are_refused(
    device: Device, args: Json, field: str, value: Any
) -> None:
    signer = Signer(device)
    signer.register()
    result = device.do("photo.attach", _v=2, **args, seal=signer.seal(args, **{field: value}))
    assert (result["status"], result["code"]) == ("rejected", "seal-broken")


def test_a_signature_of_another_text_is_refused(device: Device, args: Json) -> None:
    signer = Signer(device)
    signer.register()
    seal = {**signer.seal(args), "signature": signer.sign("something else")}
    assert device.do("photo.attach", _v=2, **args, seal=seal)["code"] == "seal-broken"


def test_another_persons_key_signs_nothing_of_mine(
    runtime: Runtime, device: Device, device_of: DeviceOf, args: Json
) -> None:
    other = Signer(device_of("stan"))
    assert other.register()["status"] == "applied"
    assert other.register(device)["code"] == "key-of-another"
    assert device.do("photo.attach", _v=2, **args, seal=other.seal(args))["status"] == "applied"
    assert row(runtime, args["photo_id"]).seal == "unknown-key"


@pytest.mark.parametrize("facts", ["{}", "[]", "no json", '{"v":1,"v":2}'])
def test_facts_that_are_none_are_refused(device: Device, args: Json, facts: str) -> None:
    signer = Signer(device)
    seal = {"facts": facts, "key_id": signer.key_id, "signature": signer.sign(facts)}
    assert device.do("photo.attach", _v=2, **args, seal=seal)["code"] == "seal-broken"


def test_a_key_is_what_its_id_says_and_of_the_right_curve(device: Device) -> None:
    signer = Signer(device)
    told = {"client_id": "c-1", "key_id": "0" * 64}
    public = base64.b64encode(signer.public).decode()
    assert device.do("photo.register_key", **told, public_key=public)["code"] == "key-invalid"
    wrong = ec.generate_private_key(ec.SECP384R1())
    result = Signer(device, wrong).register()
    assert result["code"] == "key-invalid"


def test_a_phone_of_an_earlier_version_attaches_without_a_seal(
    runtime: Runtime, device: Device, args: Json
) -> None:
    mutation = {**device.mutation("photo.attach", **args), "v": 1}
    assert device.push(mutation)["results"][0]["status"] == "applied"
    assert row(runtime, args["photo_id"]).seal == "none"
