"""Planning's tests run on both databases: rows race here."""

import pytest

from server.core.runtime import Runtime
from tests.builders.company import add_person
from tests.builders.device import Device
from tests.builders.lists import Importer
from tests.conftest import DeviceOf


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def clerk(runtime: Runtime, device_of: DeviceOf) -> Importer:
    add_person(runtime, "clara", "group_clerk", "group", "hq")
    return Importer(runtime, device_of("clara"))


@pytest.fixture
def head(device_of: DeviceOf) -> Device:
    """Hugo, the head of the group."""
    return device_of("hugo")


@pytest.fixture
def branch(runtime: Runtime, device_of: DeviceOf) -> Device:
    """Nora, head of the branch in the north, who plans for it and gives its tasks."""
    add_person(runtime, "nora", "branch_head", "north", "north")
    add_person(runtime, "beth", "branch_inspector", "north", "north")
    return device_of("nora")
