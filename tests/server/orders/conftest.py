"""Fixtures of the orders' tests: whose device it is, by the part that he plays."""

import pytest

from tests.builders.device import Device
from tests.conftest import DeviceOf


@pytest.fixture
def inspector(device_of: DeviceOf) -> Device:
    return device_of("ines")


@pytest.fixture
def head(device_of: DeviceOf) -> Device:
    return device_of("hugo")


@pytest.fixture
def staff(device_of: DeviceOf) -> Device:
    return device_of("stan")


@pytest.fixture
def reviewer(device_of: DeviceOf) -> Device:
    return device_of("rita")
