"""The command `ducha`: serve, migrate, demo, user, and what keeps a database in order."""

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask

from server.core.problems import Problem, StartProblem

# How many differences are named; more than these are only counted.
SHOWN = 100


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


@cli.command()
@with_app
def nightly(app: Flask) -> None:
    """Do what is due once a night; may run beside the server, twice, or on two nodes."""
    from server.nightly import run_nightly  # noqa: PLC0415

    for done in run_nightly(app.extensions["ducha"]):
        click.echo(f"{done.org}  {done.step}  {done.count}")


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


@cli.command()
@with_app
def check(app: Flask) -> None:
    """Compare journal, index and rows; names what does not agree, and ends with 1 then."""
    from server.core.audit import audit  # noqa: PLC0415

    count = 0
    with app.extensions["ducha"].reading() as session:
        for org, difference in audit(session, app.extensions["ducha"].wiring.feeds):
            count += 1
            if count <= SHOWN:
                click.echo(f"{org}  {difference.place}  {difference.what}")
    click.echo(f"不一致 / differences: {count}")
    sys.exit(1 if count else 0)


@cli.group()
def evidence() -> None:
    """Photos: what is suspicious about them."""


@evidence.command()
@click.argument("photo_ids", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help="Every photo of every company")
@with_app
def examine(app: Flask, photo_ids: tuple[str, ...], is_all: bool) -> None:
    """Flag what is suspicious (疑点); doing it again changes nothing."""
    from server.evidence.jobs import examine_photos  # noqa: PLC0415

    if bool(photo_ids) == is_all:
        raise click.UsageError("Name photos, or say --all.")
    found = list(examine_photos(app.extensions["ducha"], photo_ids))
    click.echo(f"已检查 / photos examined: {len(found)}  新疑点 / new flags: {sum(found)}")


@cli.group()
def rescue() -> None:
    """Work that a phone exported because it could not send it."""


@rescue.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its first line is the passphrase; asked for where it is not given",
)
@with_app
def import_rescue(app: Flask, file: Path, passphrase_file: Path | None) -> None:
    """Bring a rescue file in, as the person whose work it is; doing it again changes nothing."""
    from server.syncing.adapters.rescue_file import open_rescue_file  # noqa: PLC0415
    from server.syncing.adapters.rescue_import import import_file  # noqa: PLC0415

    content = open_rescue_file(file, _passphrase(passphrase_file))
    user = content.manifest.user
    click.echo(f"{user.name} ({user.login})  {content.manifest.exported_at.isoformat()}")
    summary = import_file(app.extensions["ducha"], content, click.echo)
    click.echo("\n".join(summary.lines()))


def _passphrase(file: Path | None) -> str:
    if file is None:
        return click.prompt("口令 / passphrase", hide_input=True)
    return file.read_text().split("\n", 1)[0].rstrip("\r")


if __name__ == "__main__":
    main()
