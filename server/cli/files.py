"""Commands: slips (落实单) on paper, and what a phone exported."""

from pathlib import Path

import click
from flask import Flask

from server.cli.base import cli, with_app


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
