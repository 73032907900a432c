"""Runtime: what one running application holds together, and the two ways to its database."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Clock, Moment
from server.core.command import CommandSpec
from server.core.connecting import open_asker, open_reader, writing_engine
from server.core.problems import NotAllowed
from server.core.settings import Settings
from server.core.unit_of_work import Call, Mass, Origin, Soiled, UnitOfWork, Wiring, retrying


@dataclass(frozen=True)
class Runtime:
    """Settings, clock, database and wiring of one application."""

    settings: Settings
    clock: Clock
    engine: Engine
    wiring: Wiring

    @contextmanager
    def reading(self) -> Generator[Session]:
        """A session over one snapshot; it changes nothing."""
        with open_reader(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def asking(self) -> Generator[Session]:
        """A session for a single query; two might see different states of the database."""
        with open_asker(self.engine) as session:
            yield session

    @contextmanager
    def bookkeeping(self) -> Generator[Session]:
        """A transaction for what is no part of the world: sign-ins, uploads in progress."""
        engine = writing_engine(self.engine)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def moment(self) -> Moment:
        now = self.clock.now()
        return Moment(received=now, occurred=now)

    def perform(
        self,
        name: str,
        args: dict[str, Any],
        actor: Actor,
        origin: Origin | None = None,
        mass: Mass | None = None,
    ) -> list[dict[str, Any]]:
        """Run one command by name, in a unit of work of its own; raises Problem on refusal."""
        spec = self.wiring.commands[name]
        check_grant(spec, actor)
        command = spec.schema.model_validate(args)

        call = Call(spec, command, actor, self.moment(), origin or Origin(), mass)
        return retrying(lambda: self._perform(call))

    def _perform(self, call: Call) -> list[dict[str, Any]]:
        with UnitOfWork(self.engine, self.wiring, call.actor.org) as unit:
            try:
                conflicts = unit.run(call)
            except Soiled as soiled:
                raise (soiled.__cause__ or soiled) from soiled
            unit.seal()
            unit.commit()
            return conflicts


def check_grant(spec: CommandSpec, actor: Actor) -> None:
    """The one grant at the door (rule 13)."""
    if not actor.has(spec.grant):
        raise NotAllowed(grant=spec.grant)


def runtime() -> Runtime:
    """The running application's runtime."""
    return current_app.extensions["ducha"]
