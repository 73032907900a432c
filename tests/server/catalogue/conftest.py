"""The people whom matters concern, and a clerk's device."""

import pytest

from server.core.runtime import Runtime
from tests.builders.device import Device
from tests.builders.matters import add_receivers
from tests.conftest import DeviceOf


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def clerk(runtime: Runtime, device_of: DeviceOf) -> Device:
    """Cleo, who keeps the matters; everybody of builders/matters.py is there."""
    add_receivers(runtime)
    return device_of("cleo")
