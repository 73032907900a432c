"""Fixtures of planning: both databases, and a clerk of the group who brings lists."""

import pytest

from server.core.runtime import Runtime
from tests.builders.company import add_person
from tests.builders.lists import Importer
from tests.conftest import DeviceOf


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def clerk(runtime: Runtime, device_of: DeviceOf) -> Importer:
    add_person(runtime, "clara", "group_clerk", "group", "hq")
    return Importer(runtime, device_of("clara"))
