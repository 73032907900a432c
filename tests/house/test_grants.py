"""Who may do what: one pivot file for 17 roles and every command and route (R-10)."""

import json
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask

from server.core.endpoint import PUBLIC, SIGNED_IN
from server.core.runtime import Runtime
from server.openapi import contracts_of
from server.organisation.rules import ROLE_GRANTS, grants_of
from tests.builders.company import perform
from tests.builders.device import Device

HERE = Path(__file__).parent
COMMANDS: dict[str, list[str]] = json.loads((HERE / "grants.json").read_text())
ROUTES: dict[str, str] = json.loads((HERE / "routes.json").read_text())
PASSWORD = "one-for-all"


def test_every_command_is_in_the_pivot_file(runtime: Runtime) -> None:
    assert set(COMMANDS) == set(runtime.wiring.commands)


def test_every_command_has_a_version_and_a_stale_base_policy(runtime: Runtime) -> None:
    for spec in runtime.wiring.commands.values():
        assert spec.version >= 1
        assert spec.stale in ("merge", "append", "reject")
        assert set(spec.upcasters) == set(range(1, spec.version))


def test_every_route_is_in_the_pivot_file_with_its_guard(app: Flask) -> None:
    found = {f"{item.method} {item.path}": item.guard for item in contracts_of(app)}
    assert found == ROUTES


@pytest.mark.parametrize("role", sorted(ROLE_GRANTS))
def test_the_door_opens_for_the_roles_of_the_pivot_file_alone(
    app: Flask, runtime: Runtime, role: str
) -> None:
    device = a_person_with(app, runtime, role)
    mutations = [device.mutation(name) for name in COMMANDS]
    results = device.push(*mutations)["results"]
    passed = {
        mutation["name"]
        for mutation, result in zip(mutations, results, strict=True)
        if result["code"] != "not-allowed"
    }
    assert passed == {name for name, roles in COMMANDS.items() if role in roles}


@pytest.mark.parametrize("role", sorted(ROLE_GRANTS))
def test_routes_answer_403_to_signed_in_people_without_their_grant(
    app: Flask, runtime: Runtime, role: str
) -> None:
    device = a_person_with(app, runtime, role)
    for route, guard in ROUTES.items():
        if guard in (PUBLIC, SIGNED_IN) or guard in grants_of([role]):
            continue
        assert call(device, route).status_code == 403, route


def test_routes_answer_401_to_people_who_are_not_signed_in(app: Flask) -> None:
    device = Device(app.test_client())
    device.csrf = device.http.get("/api/session").get_json()["csrf"]
    for route, guard in ROUTES.items():
        if guard != PUBLIC:
            assert call(device, route).status_code == 401, route


def call(device: Device, route: str) -> Any:
    method, path = route.split(" ")
    for name in (
        "photo_id",
        "upload_id",
        "import_id",
        "order_id",
        "draw_id",
        "print_id",
        "quota_id",
        "visit_id",
        "token",
        "name",
        "path",
    ):
        path = path.replace(f"<{name}>", "x")
    headers = {"X-CSRFToken": device.csrf}
    return device.http.open(path, method=method, headers=headers)


def a_person_with(app: Flask, runtime: Runtime, role: str) -> Device:
    login = role.replace("_", "-")
    perform(
        runtime,
        "user.add",
        user_id=login,
        login=login,
        name=role,
        post=role,
        unit_id="hq",
        password_hash=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD),
        roles={role: "hq"},
    )
    return Device(app.test_client()).sign_in(login, PASSWORD)
