"""The command `ducha`: serve, migrate, demo, user."""

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask

from server.core.problems import Problem, StartProblem


@click.group()
def cli() -> None:
    """督查通 Ducha: field inspection of city-gas services."""


def main() -> None:
    """Entry point: a problem with the installation is one line, never a traceback."""
    try:
        cli()
    except StartProblem as problem:
        click.echo(f"ducha: {problem}", err=True)
        sys.exit(2)


def with_app(work: Callable[..., None]) -> Callable[..., None]:
    """Give a command the application in its context, and put its problems into one line."""

    @wraps(work)
    def run(**options: Any) -> None:
        from server.app import create_app  # noqa: PLC0415  (help stays fast without it)

        app = create_app()
        with app.app_context():
            try:
                work(app, **options)
            except Problem as problem:
                raise StartProblem(problem.detail or problem.title) from problem

    return run


@cli.command()
@with_app
def migrate(app: Flask) -> None:
    """Bring the database to this version's shape."""
    from server.installation import migrate_database  # noqa: PLC0415

    migrate_database(app)
    click.echo("数据库已就绪 / the database is up to date")


@cli.command()
@with_app
def demo(app: Flask) -> None:
    """Fill an empty database with the demo company."""
    from server.installation import fill_demo_once  # noqa: PLC0415

    fill_demo_once(app)


@cli.command()
@click.argument("path", type=click.Path(dir_okay=False))
@with_app
def openapi(app: Flask, path: str) -> None:
    """Write the API's description to a file."""
    from server.openapi import describe  # noqa: PLC0415

    text = json.dumps(describe(app), ensure_ascii=False, indent=1, sort_keys=True)
    Path(path).write_text(text + "\n")


@cli.command()
@click.argument("login")
@click.option("--name", required=True, help="Name on the screen (姓名)")
@click.option("--post", required=True, help="Post (岗位)")
@click.option("--unit", required=True, help="Code of the unit (机构代码)")
@click.option("--role", required=True, help="Role, such as inspector or site_staff")
@click.option("--org", default="demo", help="Company (租户)")
@click.password_option(help="Password; asked for where it is not given")
@with_app
def user(app: Flask, **options: str) -> None:
    """Add an account."""
    from server.installation import add_account  # noqa: PLC0415

    add_account(app, **options)
    click.echo(f"账号已创建 / account added: {options['login']}")


@cli.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on")
@click.option("--port", type=int, help="Port (default: DUCHA_PORT or 8000)")
@click.option("--workers", type=click.IntRange(1, 64), default=2, help="Processes")
@click.option("--tls-cert", type=click.Path(exists=True), help="Certificate chain (PEM)")
@click.option("--tls-key", type=click.Path(exists=True), help="Private key (PEM)")
@click.option("--tls-local", is_flag=True, help="Certificate of a local authority, made here")
@click.option("--prepare", is_flag=True, help="Migrate, and fill the demo where all is empty")
def serve(**options: Any) -> None:
    """Serve the product with a production WSGI server."""
    from server.serving import ServeOptions, serve_product  # noqa: PLC0415

    serve_product(ServeOptions(**options))


if __name__ == "__main__":
    main()
