"""Commands: compare what is kept with what it was made from."""

import sys

import click
from flask import Flask

from server.cli.base import SHOWN, cli, with_app


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
        verdict = f"✗ {'、'.join(told.wrong)}" if told.wrong else "✓"
        click.echo(f"{told.org}  {told.count}  {verdict}")
        flaws += len(told.wrong)
    click.echo(f"不一致 / differences: {flaws}")
    sys.exit(1 if flaws else 0)
