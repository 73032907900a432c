"""The server's side of the scenarios is shown on both databases."""

import pytest

from tests.builders.device import Device
from tests.conftest import DeviceOf

Base = dict[tuple[str, str], object]


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


def fresh_base(device_of: DeviceOf, login: str = "ines") -> Base:
    """What a device that has never synced gets in one go."""
    device: Device = device_of(login)
    device.pull()
    return dict(device.base)
