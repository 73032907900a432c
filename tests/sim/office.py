"""Simulator: what happens beside the devices. Commands of the office, roles, sign-ins."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from server.core.actor import system_actor
from server.core.problems import Problem
from server.core.runtime import Runtime
from server.nightly import run_nightly
from server.organisation.models import LoginSession, RoleAssignment
from tests.builders.company import ORG, PASSWORD, actor

Json = dict[str, Any]


def act(app: Flask, request: Json) -> Json:
    """One act by its `kind`; a refusal is an answer like any other, and so is a busy database."""
    try:
        return ACTS[request.pop("kind")](app, **request)
    except OperationalError:
        return {"refused": "busy"}


def command(app: Flask, who: str, name: str, args: Json) -> Json:
    """A command of a person at a desk, or of the system."""
    runtime: Runtime = app.extensions["ducha"]
    try:
        runtime.perform(name, args, system_actor(ORG) if who == "system" else actor(runtime, who))
    except Problem as problem:
        return {"refused": problem.slug}
    return {"refused": None}


def role(app: Flask, user_id: str, name: str, unit_id: str, is_given: bool) -> Json:
    """Give a role over a unit, or take it. No row that phones carry changes by it."""
    runtime: Runtime = app.extensions["ducha"]
    held = {"user_id": user_id, "role": name, "unit_id": unit_id}
    with runtime.bookkeeping() as session:
        row = session.scalar(select(RoleAssignment).filter_by(**held))
        if is_given and row is None:
            row_id = f"{user_id}.{name}.{unit_id}"
            session.add(RoleAssignment(id=row_id, org=ORG, **held))
        elif not is_given and row is not None:
            session.delete(row)
    return {}


def sign_in(app: Flask, login: str) -> Json:
    """What a browser has after signing in: its cookie, and who the server says he is."""
    browser = app.test_client()
    csrf = {"X-CSRFToken": browser.get("/api/session").get_json()["csrf"]}
    answer = browser.post("/api/session", json={"login": login, "password": PASSWORD}, headers=csrf)
    cookie = browser.get_cookie("ducha")
    if cookie is None or answer.status_code != 200:
        raise RuntimeError(f"{login} cannot sign in: {answer.text}")
    return {"cookie": f"ducha={cookie.value}", "user": answer.get_json()["user"]}


def end_sessions(app: Flask, user_id: str) -> Json:
    """His sign-ins run out, on whatever device."""
    runtime: Runtime = app.extensions["ducha"]
    with runtime.bookkeeping() as session:
        statement = update(LoginSession).where(LoginSession.user_id == user_id)
        session.execute(statement.values(ended_at=runtime.clock.now()))
    return {}


def nightly(app: Flask) -> Json:
    """What is settled ages out, and tombstones are purged: the horizon moves."""
    for _ in run_nightly(app.extensions["ducha"]):
        pass
    return {}


ACTS: Mapping[str, Callable[..., Json]] = {
    "command": command,
    "role": role,
    "sign_in": sign_in,
    "end_sessions": end_sessions,
    "nightly": nightly,
}
