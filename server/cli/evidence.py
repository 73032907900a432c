"""Commands: photos (照片)."""

import sys

import click
from flask import Flask

from server.cli.base import SHOWN, cli, with_app
from server.core.problems import StartProblem


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
