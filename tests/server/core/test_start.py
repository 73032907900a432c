"""Starting: a wrong setting is one clear line, never a traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from server.installation import add_account
from server.organisation.rules import WeakPassword
from tests.builders.company import ORG
from tests.builders.device import Device

ROOT = Path(__file__).parents[3]


def ducha(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **settings},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"DUCHA_PORT": "eighty"}, "DUCHA_PORT"),
        ({"DUCHA_DATABASE_URL": "mysql://x"}, "DUCHA_DATABASE_URL"),
        ({"DUCHA_DATABASE_URL": "postgresql://nobody:secret@127.0.0.1:9/x"}, "127.0.0.1:9"),
        ({"DUCHA_DATA": "/proc/ducha"}, "DUCHA_DATA"),
    ],
)
def test_a_wrong_setting_is_one_line(settings: dict[str, str], said: str, tmp_path: Path) -> None:
    found = ducha("migrate", **{"DUCHA_DATA": str(tmp_path), **settings})
    assert found.returncode == 2
    assert said in found.stderr
    assert "secret" not in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


def test_a_port_in_use_is_said_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        found = ducha("serve", DUCHA_PORT=port, DUCHA_DATA=str(tmp_path))
    assert found.returncode == 2
    assert port in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


def test_an_account_for_an_unknown_unit_is_refused_in_one_line(tmp_path: Path) -> None:
    ducha("migrate", DUCHA_DATA=str(tmp_path))
    options = ("--name", "X", "--post", "Y", "--unit", "NOWHERE", "--role", "inspector")
    password = ("--password", "long-enough")
    found = ducha("user", "newcomer", *options, *password, DUCHA_DATA=str(tmp_path))
    assert found.returncode == 2
    assert "NOWHERE" in found.stderr


def test_an_account_that_was_added_can_sign_in(app: Flask) -> None:
    add_account(
        app,
        login="newcomer",
        name="X",
        post="Y",
        unit="hall-team",
        role="site_staff",
        org=ORG,
        password="long-enough",
    )
    device = Device(app.test_client()).sign_in("newcomer", "long-enough")
    user = device.http.get("/api/session").get_json()["user"]
    assert user["grant_units"]["order.respond"] == ["hall-team"]


def test_a_password_that_holds_the_account_is_refused(app: Flask) -> None:
    with pytest.raises(WeakPassword):
        add_account(
            app,
            login="newcomer",
            name="X",
            post="Y",
            unit="hall-team",
            role="site_staff",
            org=ORG,
            password="Newcomer1",
        )
