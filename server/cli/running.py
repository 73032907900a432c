"""Commands: set up the product, serve it, and do its work."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask import Flask

from server.cli.base import cli, with_app

BRIEF = "Of the demo only its stories, without the year of orders around them"


@cli.command()
@with_app
def migrate(app: Flask) -> None:
    """Bring the database to this version's shape."""
    from server.installation import migrate_database  # noqa: PLC0415

    migrate_database(app)
    click.echo("数据库已就绪 / the database is up to date")


@cli.command()
@click.option("--brief", is_flag=True, help=BRIEF)
@with_app
def demo(app: Flask, brief: bool) -> None:
    """Fill an empty database with the demo company."""
    from server.installation import fill_demo_once  # noqa: PLC0415

    fill_demo_once(app, is_brief=brief)


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
@click.option("--brief", is_flag=True, help=BRIEF)
@click.option("--no-worker", is_flag=True, help="`ducha work` runs elsewhere")
def serve(**options: Any) -> None:
    """Serve the product with a production WSGI server."""
    from server.serving import ServeOptions, serve_product  # noqa: PLC0415

    serve_product(ServeOptions(**options))


@cli.command()
@click.option("--threads", type=click.IntRange(1, 64), default=2, help="Steps at once")
@click.option("--beside", type=int, hidden=True, help="Ends with this parent process")
@with_app
def work(app: Flask, threads: int, beside: int | None) -> None:
    """Do background work, and the nightly work at 03:00; `ducha serve` starts one of these."""
    from server.working import work  # noqa: PLC0415

    work(app, threads, beside)


@cli.command()
@with_app
def nightly(app: Flask) -> None:
    """Do what is due once a night; may run beside the server, twice, or on two nodes.

    Ends with 1 where photos are not as they should be; the log names them.
    """
    from server.nightly import FLAWS, run_nightly  # noqa: PLC0415

    flaws = 0
    for done in run_nightly(app.extensions["ducha"]):
        click.echo(f"{done.org or '-'}  {done.step}  {done.count}")
        flaws += done.count if done.step == FLAWS else 0
    sys.exit(1 if flaws else 0)


@cli.command()
@with_app
def restored(app: Flask) -> None:
    """After a backup was put back: every phone reads anew and sends again what it lost."""
    from server.core.restoring import rotate_epochs  # noqa: PLC0415

    with app.extensions["ducha"].bookkeeping() as session:
        rotated = rotate_epochs(session)
    for clock in rotated:
        versions = f"{clock.old_version} → {clock.new_version}"
        click.echo(f"{clock.org}  新纪元 / new epoch, version {versions}")
