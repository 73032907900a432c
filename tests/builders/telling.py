"""Notices without the story before them: a channel, a rule, a message to somebody."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.actor import Actor, system_actor
from server.core.clock import Moment
from server.core.command import Command, CommandSpec
from server.core.runtime import Runtime
from server.core.unit_of_work import Call, UnitOfWork
from server.notifications.adapters import addresses
from server.notifications.commands.telling import Message
from server.notifications.models import Delivery, Notice
from tests.builders.company import ORG, perform


class Tell(Command):
    """No command of the product: what a reaction does, without the fact before it."""

    users: list[str]
    kind: str
    params: dict[str, Any]
    unit_id: str


def _tell(command: Tell, actor: Actor, at: Moment, session: Session) -> None:
    subject = f"o-{command.params.get('number', '1')}"
    message = Message(command.kind, "order", subject, command.params, command.unit_id)
    message.send(session, actor, at, command.users)


SPEC = CommandSpec("test.tell", 1, Tell, "system", "append", _tell, {}, lambda _command: ())


def tell(
    runtime: Runtime, *users: str, kind: str = "order_returned", unit: str = "", **params: Any
) -> None:
    """A message, in a unit of work of its own."""
    args = Tell(users=list(users), kind=kind, params={"site": "A站", **params}, unit_id=unit)
    with UnitOfWork(runtime.engine, runtime.wiring, ORG) as work:
        work.run(Call(SPEC, args, system_actor(ORG), runtime.moment()))
        work.seal()
        work.commit()


def a_channel(runtime: Runtime, kind: str, address: str = "", **changes: Any) -> str:
    """A channel that takes every notice to everybody, from long ago on."""
    channel_id = changes.pop("channel_id", f"{kind}-{uuid.uuid4().hex[:6]}")
    fields: dict[str, Any] = {"name": kind, "is_enabled": True, "per_minute": 6000, **changes}
    if address:
        fields |= addresses.sealed(runtime.settings, kind, address)
    perform(runtime, "notice.set_channel", channel_id=channel_id, kind=kind, **fields)
    return channel_id


def a_rule(
    runtime: Runtime,
    *channel_ids: str,
    kind: str = "*",
    role: str = "*",
    on: date = date(2026, 1, 1),
) -> None:
    perform(
        runtime,
        "notice.set_rule",
        rule_id=uuid.uuid4().hex,
        kind=kind,
        role=role,
        channel_ids=list(channel_ids),
        effective_on=on,
    )


def deliveries(runtime: Runtime) -> list[Delivery]:
    with runtime.asking() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.id)))


def states(runtime: Runtime) -> list[str]:
    return [row.state for row in deliveries(runtime)]


def notices(runtime: Runtime) -> list[Notice]:
    """In the order of time, but for those of how the company was set up."""
    query = select(Notice).where(Notice.kind != "delegation_given").order_by(Notice.created_at)
    with runtime.asking() as session:
        return list(session.scalars(query))
