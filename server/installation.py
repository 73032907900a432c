"""Installation: what the command line does to a database before anybody signs in."""

import gc
import uuid

import click
import flask_migrate
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from server.core.actor import system_actor
from server.core.problems import StartProblem
from server.core.runtime import Runtime
from server.core.settings import Settings
from server.core.shapes import refresh_bodies
from server.demo.fill import fill_demo, is_empty
from server.organisation.commands import hash_password
from server.organisation.models import Unit
from server.organisation.rules import ROLE_GRANTS

OBJECTS_A_COLLECTION = 50_000


def migrate_database(app: Flask) -> None:
    """Run the migrations that are missing; StartProblem where the database does not answer."""
    try:
        flask_migrate.upgrade()
        refresh_bodies(app.extensions["ducha"])
    except SQLAlchemyError as error:
        settings: Settings = app.extensions["ducha"].settings
        raise StartProblem(
            f"数据库无法使用 / the database cannot be used: {_without_password(settings)} "
            f"({_first_line(error)}). Check DUCHA_DATABASE_URL."
        ) from error


def fill_demo_once(app: Flask, *, is_brief: bool = False) -> None:
    """Fill the demo company where there is none yet; briefly, without its year of orders."""
    runtime: Runtime = app.extensions["ducha"]
    if is_empty(runtime):
        click.echo("正在填充演示数据 / filling the demo company …")
        # Hundreds of thousands of objects, of which nearly all go with their transaction.
        gc.set_threshold(OBJECTS_A_COLLECTION, 20, 20)
        fill_demo(runtime, lambda line: click.echo(f"  · {line}"), is_brief=is_brief)


def add_account(
    app: Flask, *, login: str, name: str, post: str, unit: str, role: str, org: str, password: str
) -> None:
    """Add a person with one role over one unit."""
    runtime: Runtime = app.extensions["ducha"]
    if role not in ROLE_GRANTS:
        raise StartProblem(f"没有这个角色 / no such role: {role} ({', '.join(ROLE_GRANTS)})")
    with runtime.reading() as session:
        query = select(Unit.id).where(Unit.org == org, Unit.code == unit)
        unit_id = session.scalar(query)
    if unit_id is None:
        raise StartProblem(f"没有这个机构代码 / no unit has the code {unit}")
    args = {
        "user_id": str(uuid.uuid4()),
        "login": login,
        "name": name,
        "post": post,
        "unit_id": unit_id,
        "password_hash": hash_password(login, password),
        "roles": {role: unit_id},
    }
    runtime.perform("user.add", args, system_actor(org))


def _without_password(settings: Settings) -> str:
    head, at, tail = settings.database_url.rpartition("@")
    return f"{head.partition('://')[0]}://…{at}{tail}" if at else settings.database_url


def _first_line(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
