"""Endpoint: bodies as phones send them, packed or not, whole or broken."""

import gzip
import json

import pytest

from tests.builders.device import Device, Json
from tests.conftest import DeviceOf


def send(device: Device, content: bytes, encoding: str | None) -> tuple[int, Json]:
    headers = {"X-CSRFToken": device.csrf, "Content-Type": "application/json"}
    if encoding:
        headers["Content-Encoding"] = encoding
    answer = device.http.post("/api/sync/pull", data=content, headers=headers)
    return answer.status_code, answer.get_json()


def question(device: Device) -> bytes:
    return json.dumps({"protocol": 1, "client_id": device.client_id}).encode()


def test_a_packed_body_is_read_like_a_plain_one(device_of: DeviceOf) -> None:
    device = device_of("ines")
    plain = send(device, question(device), None)
    packed = send(device, gzip.compress(question(device)), "gzip")
    assert (plain[0], packed[0]) == (200, 200)
    assert packed[1]["ops"] == plain[1]["ops"]


@pytest.mark.parametrize("left", [1, 12, 40])
def test_a_packed_body_that_was_cut_off_is_malformed(device_of: DeviceOf, left: int) -> None:
    device = device_of("ines")
    status, answer = send(device, gzip.compress(question(device))[:left], "gzip")
    assert (status, answer["slug"]) == (400, "malformed-json")


def test_bytes_that_are_not_packed_at_all_are_malformed(device_of: DeviceOf) -> None:
    device = device_of("ines")
    assert send(device, question(device), "gzip")[1]["slug"] == "malformed-json"


def test_a_small_body_that_unpacks_to_a_huge_one_is_refused(device_of: DeviceOf) -> None:
    device = device_of("ines")
    bomb = gzip.compress(b'{"a":"' + b"0" * 50_000_000 + b'"}')
    assert len(bomb) < 100_000
    status, answer = send(device, bomb, "gzip")
    assert (status, answer["slug"]) == (413, "too-large")
