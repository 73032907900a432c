"""Fixtures of the draws' tests: both databases, and who draws."""

import pytest

from tests.builders.device import Device
from tests.conftest import DeviceOf


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def head(device_of: DeviceOf) -> Device:
    return device_of("hugo")
