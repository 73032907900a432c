"""The tests of devices, repairs, pokes and rescues run on both databases."""

from collections.abc import Iterator

import pytest

from tests.server.syncing.poke_streams import Stream


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def streams() -> Iterator[list[Stream]]:
    """Streams that a test opens; they are closed after it."""
    opened: list[Stream] = []
    yield opened
    for stream in opened:
        stream.response.close()
