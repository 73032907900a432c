"""Fixtures: messages may go to this machine; a sink is there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from server.app import create_app
from server.core.clock import SetClock
from server.core.settings import read_settings
from tests.builders.sinks import Sink, running_sink


@pytest.fixture
def app(tmp_path: Path, database_url: str, clock: SetClock) -> Iterator[Flask]:
    settings = read_settings({"DUCHA_DATA": str(tmp_path), "DUCHA_SECRET_KEY": "test"})
    settings = replace(settings, database_url=database_url, local_targets=True)
    app = create_app(replace(settings, public_url="https://ducha.test"), clock)
    yield app
    app.extensions["ducha"].engine.dispose()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink
