"""Sync bench: the company that every measurement of ours runs on, made through commands."""

import uuid
from typing import Any

from flask import Flask

from server.core.actor import system_actor
from server.core.replication import SyncClock
from server.core.runtime import Runtime
from server.core.shapes import schema_of
from server.installation import migrate_database
from server.organisation.commands import hash_password
from server.organisation.models import Organisation

ORG = "bench"
PASSWORD = "correct-horse-battery"
TEAMS = 60
ITEMS = 20
TEMPLATE = "window-20"
DAY_ITEMS = 18
DAY_TEMPLATE = "window-18"
FULL_WEIGHT = 100
SUPERVISOR = "supervisor"


def team(number: int) -> str:
    """Id of a team, of its site and of the login that inspects there; `number` from 0."""
    return f"team{number:02d}"


def fill_company(app: Flask) -> None:
    """Migrate, then headquarters, 60 teams with a site and a head each, and a supervisor of all.

    A team's head carries four scopes: public, his own, and his unit's sites and quotas.
    """
    runtime: Runtime = app.extensions["ducha"]
    with app.app_context():
        migrate_database(app)
    with runtime.bookkeeping() as session:
        session.add(Organisation(id=ORG, name="Bench company"))
        schema = schema_of(runtime.wiring.feeds)
        session.add(SyncClock(org=ORG, epoch=uuid.uuid4().hex, schema=schema))
    _perform(runtime, "unit.add", **_unit("hq", "group", None))
    password_hash = hash_password("nobody", PASSWORD)
    for name in map(team, range(TEAMS)):
        _perform(runtime, "unit.add", **_unit(name, "team", "hq"))
        _perform(
            runtime, "site.add", site_id=name, code=name, name=name, kind="window", unit_id=name
        )
        _perform(runtime, "user.add", **_person(name, name, "team_head", password_hash))
    _perform(runtime, "user.add", **_person(SUPERVISOR, "hq", "group_head", password_hash))
    for template_id, items in ((TEMPLATE, ITEMS), (DAY_TEMPLATE, DAY_ITEMS)):
        _perform(runtime, "template.publish", **_template(template_id, items))


def _perform(runtime: Runtime, name: str, /, **args: Any) -> None:
    runtime.perform(name, args, system_actor(ORG))


def _unit(unit_id: str, kind: str, parent_id: str | None) -> dict[str, Any]:
    return {
        "unit_id": unit_id,
        "code": unit_id,
        "name": unit_id,
        "kind": kind,
        "parent_id": parent_id,
    }


def _person(login: str, unit_id: str, role: str, password_hash: str) -> dict[str, Any]:
    return {
        "user_id": login,
        "login": login,
        "name": login,
        "post": role,
        "unit_id": unit_id,
        "password_hash": password_hash,
        "roles": {role: unit_id},
    }


def _template(template_id: str, items: int) -> dict[str, Any]:
    return {
        "template_id": template_id,
        "code": template_id,
        "version": 1,
        "name": "窗口服务检查表",
        "scene": "window",
        "levels": ["team", "hq"],
        "est_minutes": 20,
        "items": [_item(number, items) for number in range(items)],
    }


def _item(number: int, items: int) -> dict[str, Any]:
    factors = {"pass": 1000, "partial": 500, "fail": 0, "na": None}
    return {
        "code": item_code(number),
        "category": "服务环境",
        "text": f"第 {number + 1} 项检查内容",
        "guide": "",
        "weight": FULL_WEIGHT // items + (number < FULL_WEIGHT % items),
        "options": [{"value": name, "factor_permille": value} for name, value in factors.items()],
        "photo_mode": "on_fail",
        "photo_min": 1,
        "photo_max": 6,
        "note_required_on": ["partial", "fail"],
        "severity": "minor",
        "is_red_line": False,
        "basis": [],
        "repeat_key": item_code(number),
    }


def item_code(number: int) -> str:
    """Code of the template's item; `number` from 0."""
    return f"W{number:02d}"
