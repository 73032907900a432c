"""Demo: runs commands as their people, at their times, many to a transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.runtime import Runtime
from server.core.unit_of_work import Call, Origin, UnitOfWork
from server.demo.ids import ORG, demo_id

Args = Mapping[str, Any]
BATCH = 400


class Filler:
    """The one door, with a hand that does not tire. Use as a context manager."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._unit = self._open()
        self.count = self._waiting = 0

    def run(self, name: str, args: Args, actor: Actor, at: datetime) -> None:
        """One command at a moment of the demo's history; a refusal is a mistake of the demo."""
        self.run_all(name, [(args, at)], actor)

    def run_all(self, name: str, steps: Iterable[tuple[Args, datetime]], actor: Actor) -> None:
        """The same command several times, with what they name fetched in one go."""
        calls = [self._call(name, args, actor, at) for args, at in steps]
        self._unit.prepare(calls)
        for call in calls:
            self._unit.run(call)
        self._waiting += len(calls)
        if self._waiting >= BATCH:
            self.save()

    def _call(self, name: str, args: Args, actor: Actor, at: datetime) -> Call:
        spec = self._runtime.wiring.commands[name]
        self.count += 1
        origin = Origin(uid=demo_id("command", self.count))
        return Call(spec, spec.schema.model_validate(dict(args)), actor, Moment(at, at), origin)

    @property
    def session(self) -> Session:
        """What has become of everything so far; to be read only."""
        return self._unit.session

    def save(self) -> None:
        self._unit.seal()
        self._unit.commit()
        self._unit.session.close()
        self._waiting = 0
        self._unit = self._open()

    def _open(self) -> UnitOfWork:
        unit = UnitOfWork(self._runtime.engine, self._runtime.wiring, ORG)
        unit.session.begin()
        return unit
