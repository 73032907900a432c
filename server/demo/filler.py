"""Demo: runs commands as their people, at their times, many to a transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.runtime import Runtime
from server.core.unit_of_work import Call, Origin, UnitOfWork
from server.demo.ids import ORG, demo_id

BATCH = 400


class Filler:
    """The one door, with a hand that does not tire. Use as a context manager."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._unit = self._open()
        self.count = 0

    def run(self, name: str, args: Mapping[str, Any], actor: Actor, at: datetime) -> None:
        """One command at a moment of the demo's history; a refusal is a mistake of the demo."""
        spec = self._runtime.wiring.commands[name]
        command = spec.schema.model_validate(dict(args))
        self.count += 1
        origin = Origin(uid=demo_id("command", self.count))
        self._unit.run(Call(spec, command, actor, Moment(at, at), origin))
        if self.count % BATCH == 0:
            self.save()

    def save(self) -> None:
        self._unit.seal()
        self._unit.commit()
        self._unit.session.close()
        self._unit = self._open()

    def _open(self) -> UnitOfWork:
        unit = UnitOfWork(self._runtime.engine, self._runtime.wiring, ORG)
        unit.session.begin()
        return unit
