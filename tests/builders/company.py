"""A small company: headquarters, two branches, two teams, two sites, two checklists, six people."""

import uuid
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher

from server.core.actor import Actor, system_actor
from server.core.clock import local_day
from server.core.replication import SyncClock
from server.core.runtime import Runtime
from server.core.shapes import schema_of
from server.organisation.models import Organisation
from server.organisation.queries import get_user, load_actor

ORG = "testco"
PASSWORD = "correct-horse"
NOW = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)  # Wednesday, 10:00 in China
UNITS = (
    ("hq", "group", None),
    ("group", "department", "hq"),
    ("north", "branch", "hq"),
    ("south", "branch", "hq"),
    ("hall-team", "team", "north"),
    ("door-team", "team", "north"),
    ("south-team", "team", "south"),
)
PEOPLE = (
    ("ines", "inspector", "group", "hq"),
    ("ivan", "inspector", "group", "hq"),
    ("rita", "reviewer", "group", "hq"),
    ("hugo", "group_head", "group", "hq"),
    ("stan", "site_staff", "hall-team", "hall-team"),
    ("sven", "site_staff", "south-team", "south-team"),
    ("tess", "team_head", "door-team", "door-team"),
    ("bram", "branch_inspector", "north", "north"),
    ("adam", "admin", "hq", "hq"),
)
SITES = (
    ("hall", "window", "hall-team"),
    ("door", "door", "door-team"),
    ("far", "window", "south-team"),
)


def fill_company(runtime: Runtime) -> None:
    """Everything above; call it on an empty database."""
    with runtime.bookkeeping() as session:
        session.add(Organisation(id=ORG, name="Test company"))
        session.add(
            SyncClock(org=ORG, epoch=uuid.uuid4().hex, schema=schema_of(runtime.wiring.feeds))
        )
    for unit, kind, parent in UNITS:
        perform(
            runtime, "unit.add", unit_id=unit, code=unit, name=unit, kind=kind, parent_id=parent
        )
    for site, kind, unit in SITES:
        perform(runtime, "site.add", site_id=site, code=site, name=site, kind=kind, unit_id=unit)
    for person in PEOPLE:
        add_person(runtime, *person)
    for member in ("ines", "ivan"):
        lend(runtime, member, "issue")
    for template in (short_template(), photo_template()):
        perform(runtime, "template.publish", **template)
    clauses = [{"code": "Q1-3.3a", "article": "3.3", "text": "公示"}]
    perform(runtime, "clauses.import", clauses=clauses)


def perform(runtime: Runtime, name: str, /, **args: Any) -> None:
    """A command as the system."""
    runtime.perform(name, args, system_actor(ORG))


def actor(runtime: Runtime, login: str) -> Actor:
    with runtime.reading() as session:
        return load_actor(session, get_user(session, login), local_day(runtime.clock.now()))


def short_template() -> dict[str, Any]:
    """Two items, no photo unless something fails; the second is a red line."""
    return {
        "template_id": "short",
        "code": "SHORT",
        "version": 1,
        "name": "Short list",
        "scene": "self",
        "levels": ["team", "department", "company", "hq"],
        "est_minutes": 1,
        "items": [item("A", 60), item("B", 40, is_red_line=True)],
    }


def photo_template() -> dict[str, Any]:
    """One item that always takes a photo, one that does when it fails."""
    return {
        "template_id": "photo",
        "code": "PHOTO",
        "version": 1,
        "name": "Photo list",
        "scene": "window",
        "levels": ["company", "hq"],
        "est_minutes": 5,
        "items": [item("P", 50, photo_mode="always"), item("Q", 50)],
    }


def item(code: str, weight: int, **changes: Any) -> dict[str, Any]:
    factors = {"pass": 1000, "partial": 500, "fail": 0, "na": None}
    return {
        "code": code,
        "category": "Category",
        "text": f"Item {code}",
        "guide": "",
        "weight": weight,
        "options": [{"value": name, "factor_permille": value} for name, value in factors.items()],
        "photo_mode": "on_fail",
        "photo_min": 1,
        "photo_max": 6,
        "note_required_on": ["partial", "fail"],
        "severity": "minor",
        "is_red_line": False,
        "basis": ["Q1-3.3a"],
        "repeat_key": code,
        **changes,
    }


def add_person(runtime: Runtime, login: str, role: str, unit: str, over: str) -> None:
    """Signs in with PASSWORD, and holds the role over a unit."""
    perform(
        runtime,
        "user.add",
        user_id=login,
        login=login,
        name=login.title(),
        post=role,
        unit_id=unit,
        password_hash=_cheap_hash(),
        roles={role: over},
    )


@cache
def _cheap_hash() -> str:
    """The cheapest parameters: a hundred tests sign in, and none of them is about hashing."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def lend(runtime: Runtime, member: str, kind: str, **changes: Any) -> str:
    """A member of the group may issue orders, or stands in for its head; returns the id."""
    today = local_day(runtime.clock.now())
    args = {
        "delegation_id": f"{kind}-{member}",
        "user_id": member,
        "kind": kind,
        "unit_id": "hq",
        "starts_on": today - timedelta(days=365),
        "ends_on": today + timedelta(days=3650),
        **changes,
    }
    perform(runtime, "delegation.give", **args)
    return str(args["delegation_id"])


def set_policy(runtime: Runtime, key: str, value: int | list[str], on: date) -> None:
    perform(runtime, "policy.set", policy_id=f"{key}-{on}", key=key, value=value, effective_on=on)


def lift_day_limits(runtime: Runtime) -> None:
    """For those who send more photos in an hour than a person may in a day (R-06)."""
    for key in ("photo.day_count", "photo.day_mb"):
        set_policy(runtime, key, 1_000_000, local_day(runtime.clock.now()))
