"""Simulator: commands that only a history has, for what the product's own can't provoke."""

import sys
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, collect_commands, command
from server.core.runtime import Runtime
from server.notifications.models import Notice
from server.organisation import queries
from server.organisation.models import Site
from server.visits.models import Finding


class Echo(Command):
    echo_id: str
    text: str
    tone: str


class Poison(Command):
    echo_id: str


class MoveSite(Command):
    site_id: str
    unit_id: str


def _with_tone(args: dict[str, Any]) -> dict[str, Any]:
    return {**args, "tone": "plain"}


def _unchanged(args: dict[str, Any]) -> dict[str, Any]:
    return args


@command("sim.echo", grant="notice.read", stale="append", version=2, upcasters={1: _with_tone})
def echo(command: Echo, actor: Actor, at: Moment, session: Session) -> None:
    """A note to oneself; its args have changed once, so older apps send an older shape."""
    session.add(
        Notice(
            id=command.echo_id,
            org=actor.org,
            user_id=actor.user_id,
            kind="site_closed",
            subject_kind="task",
            subject_id=command.echo_id,
            params={"site": command.text, "reason": command.tone},
            created_at=at.received,
        )
    )


@command("sim.poison", grant="notice.read", stale="append")
def poison(command: Poison, actor: Actor, at: Moment, session: Session) -> None:
    """Blows up after it has written, whenever it is run."""
    echo(Echo(echo_id=command.echo_id, text="poison", tone="loud"), actor, at, session)
    session.flush()
    raise RuntimeError("a mistake of ours")


@command("sim.move_site", grant="system", stale="append")
def move_site(command: MoveSite, actor: Actor, at: Moment, session: Session) -> None:
    """A site goes over to another unit, and its history with it."""
    unit = queries.get_unit(session, command.unit_id)
    branch = queries.find_branch_of(session, unit) or unit
    site = session.get_one(Site, command.site_id)
    site.unit_id, site.unit_name = unit.id, unit.name
    site.branch_id, site.branch_name = branch.id, branch.name
    for finding in session.scalars(select(Finding).where(Finding.site_id == site.id)):
        finding.unit_id = unit.id


def with_sim_commands(runtime: Runtime, *, is_updated: bool) -> Runtime:
    """The same runtime, its registry grown by the commands of this file.

    An updated server knows a third version of the echo, which some app sends before that.
    """
    known = {**runtime.wiring.commands, **collect_commands([sys.modules[__name__]])}
    if is_updated:
        spec = known["sim.echo"]
        upcasters = {**spec.upcasters, 2: _unchanged}
        known["sim.echo"] = replace(spec, version=3, upcasters=upcasters)
    return replace(runtime, wiring=replace(runtime.wiring, commands=known))
