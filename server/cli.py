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
BRIEF = "Of the demo only its stories, without the year of orders around them"


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
    """Photos: what is stored, what is to be done with it, and what is suspicious about it."""


@evidence.command()
@click.option("--repair", is_flag=True, help="Make missing copies again from their originals")
@with_app
def verify(app: Flask, repair: bool) -> None:
    """Compare store, rows and journal; names what does not agree, and ends with 1 then."""
    from server.evidence.adapters.verifying import Verification  # noqa: PLC0415

    verification = Verification(app.extensions["ducha"], is_repairing=repair, tell=_tell_progress)
    count = 0
    try:
        for flaw in verification.run():
            count += not flaw.is_healed
            click.echo(f"{flaw.org or '-'}  {flaw.place}  {flaw.text}")
    except OSError as error:
        raise StartProblem(
            f"照片存储没有回应 / the photo store does not answer: {error}"
        ) from error
    click.echo(f"照片 / photos: {verification.photos}, {verification.size / 1e6:.1f} MB")
    click.echo(f"不一致 / flaws: {count}")
    sys.exit(1 if count else 0)


def _tell_progress(photos: int, size: int) -> None:
    click.echo(f"… {photos}  {size / 1e6:.0f} MB", err=True)


@evidence.command()
@with_app
def pending(app: Flask) -> None:
    """Steps that failed and are tried again, with what they failed of; ends with 1 if any."""
    from server.evidence.adapters.work import list_failed  # noqa: PLC0415

    with app.extensions["ducha"].reading() as session:
        failed = list_failed(session, SHOWN)
    for row in failed:
        again = row.next_try_at.isoformat(timespec="seconds")
        click.echo(
            f"{row.org}  {row.photo_id}  {row.step}  ×{row.tries}  {again}  {row.last_error}"
        )
    click.echo(f"失败待重试 / failed, to be tried again: {len(failed)}")
    sys.exit(1 if failed else 0)


@evidence.command()
@click.argument("photo_ids", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help="Every photo of every company")
@with_app
def examine(app: Flask, photo_ids: tuple[str, ...], is_all: bool) -> None:
    """Flag what is suspicious (疑点); doing it again changes nothing."""
    from server.evidence.adapters.examining import examine_photos  # noqa: PLC0415

    if bool(photo_ids) == is_all:
        raise click.UsageError("Name photos, or say --all.")
    found = list(examine_photos(app.extensions["ducha"], photo_ids))
    click.echo(f"已检查 / photos examined: {len(found)}  新疑点 / new flags: {sum(found)}")


@cli.group()
def quota() -> None:
    """Quotas: what is required of units, and what they have done."""


@quota.command()
@click.option("--repair", "is_repairing", is_flag=True, help="Mend what differs; it is journaled")
@with_app
def recount(app: Flask, is_repairing: bool) -> None:
    """Count anew from visits, populations and cases; names what differs, and ends with 1 then."""
    from server.quotas.jobs import recount, repair  # noqa: PLC0415

    found = list(recount(app.extensions["ducha"]))
    for org, its in found[:SHOWN]:
        click.echo(f"{org}  {its.quota_id}  {its.what}  {its.kept} → {its.counted}")
    click.echo(f"不一致 / differences: {len(found)}")
    if is_repairing:
        for org in sorted({org for org, _ in found}):
            ids = sorted({its.quota_id for of, its in found if of == org})
            repair(app.extensions["ducha"], org, ids)
            click.echo(f"{org}  已修正 / mended: {len(ids)}")
    sys.exit(1 if found else 0)


@cli.group()
def report() -> None:
    """Slips on paper."""


@report.command()
@click.argument("number")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@with_app
def slip(app: Flask, number: str, out: Path) -> None:
    """Write the slip of an order, by its official or temporary number, as PDF; it is journaled."""
    from server.reports.adapters.console import print_by_number  # noqa: PLC0415

    pdf = print_by_number(app.extensions["ducha"], number)
    out.write_bytes(pdf)
    click.echo(f"{out}  {len(pdf) / 1e3:.0f} kB")


@cli.group()
def draw() -> None:
    """Draws (抽样)."""


@draw.command("verify")
@click.argument("draw_id")
@with_app
def verify_draw(app: Flask, draw_id: str) -> None:
    """Compute a draw again from records, seed and journal: yes, or no and why; 1 for no."""
    from server.planning.adapters.draw_console import verify_by_id  # noqa: PLC0415

    is_right = verify_by_id(app.extensions["ducha"], draw_id, click.echo)
    sys.exit(0 if is_right else 1)


@draw.command("lookbacks")
@click.argument("period")
@with_app
def verify_lookbacks(app: Flask, period: str) -> None:
    """Draw the lots of a month's closed orders again, each by the rule of its time; 1 for no."""
    from server.orders.adapters.lots import verify_lots  # noqa: PLC0415

    flaws = 0
    for told in verify_lots(app.extensions["ducha"], period):
        click.echo(f"{told.org}  {told.count}  ✗ {'、'.join(told.wrong) or '-'}")
        flaws += len(told.wrong)
    click.echo(f"不一致 / differences: {flaws}")
    sys.exit(1 if flaws else 0)


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
