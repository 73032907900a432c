"""The tests of devices, repairs, pokes and rescues run on both databases."""

import pytest


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param
