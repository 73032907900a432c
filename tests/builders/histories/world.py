"""The company in which random histories run: people of each kind, a site for each history."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from server.core.actor import Actor, system_actor
from server.core.clock import Moment
from server.core.problems import Problem
from server.core.runtime import Runtime
from server.core.unit_of_work import Call, UnitOfWork
from tests.builders.company import NOW, ORG, actor, add_person, item, lend, perform, set_policy

PEOPLE = ("ines", "olga", "hugo", "dora", "rita", "stan")
TEMPLATE, ITEMS = "history", ("A", "B")
Json = dict[str, Any]


@dataclass(frozen=True)
class Tried:
    """What became of a command: None where it was applied, else the slug of its refusal."""

    slug: str | None

    @property
    def is_applied(self) -> bool:
        return self.slug is None


@dataclass(frozen=True)
class Action:
    """Something tried on an order: what it was, what was tried, and what it became."""

    colour: str
    state: str
    action: str
    after: str
    tried: Tried


@dataclass
class World:
    """One company, its people with their rights, and the transaction that histories share."""

    runtime: Runtime
    people: Mapping[str, Actor]
    unit: UnitOfWork | None = None
    commands: int = 0

    @property
    def session(self) -> Session:
        assert self.unit is not None
        return self.unit.session

    def open(self) -> None:
        self.unit = UnitOfWork(self.runtime.engine, self.runtime.wiring, ORG, is_careful=True)
        self.unit.session.begin()

    def close(self) -> None:
        if self.unit is not None:
            self.unit.seal()
            self.unit.commit()
            self.unit.session.close()
            self.unit = None

    def run(self, who: str, at: datetime, name: str, args: Json) -> Tried:
        """One command as at the door: the grant first, then the handler with its reactions."""
        assert self.unit is not None
        self.commands += 1
        spec, person = self.runtime.wiring.commands[name], self.people[who]
        if not person.has(spec.grant):
            return Tried("not-allowed")
        call = Call(spec, spec.schema.model_validate(args), person, Moment(at, at))
        try:
            self.unit.run(call)
        except Problem as problem:
            return Tried(problem.slug)
        return Tried(None)


@dataclass
class History:
    """One site's course: its own chance, its own time; `log` tells what was done in words."""

    world: World
    number: int
    chance: random.Random
    now: datetime = NOW
    serial: int = 0
    waiting: list[list[str]] = field(default_factory=list[list[str]])
    log: list[str] = field(default_factory=list[str])
    actions: list[Action] = field(default_factory=list[Action])

    @property
    def site(self) -> str:
        return f"site-{self.number}"

    def new_id(self, kind: str) -> str:
        self.serial += 1
        return f"{kind}-{self.number:06d}-{self.serial:03d}"

    def note_action(self, before: tuple[str, str, str], after: str, tried: Tried) -> None:
        self.actions.append(Action(*before, after, tried))

    def run(self, who: str, name: str, **args: Any) -> Tried:
        self.now += timedelta(seconds=self.chance.randint(1, 600))
        tried = self.world.run(who, self.now, name, args)
        self.log.append(f"{self.now:%m-%d %H:%M} {who} {name} → {tried.slug or 'applied'}")
        return tried


def prepare(runtime: Runtime) -> World:
    """The test company with what histories need besides; to be called once a database."""
    add_person(runtime, "olga", "inspector", "group", "hq")
    add_person(runtime, "dora", "inspector", "group", "hq")
    lend(runtime, "dora", "deputy")
    quick = [item(code, 50, photo_mode="never") for code in ITEMS]
    template = {"template_id": TEMPLATE, "code": "HISTORY", "version": 1, "name": "History list"}
    perform(
        runtime,
        "template.publish",
        **{**template, "scene": "window", "levels": ["hq"], "est_minutes": 1, "items": quick},
    )
    set_policy(runtime, "lookback.blue_ppm", 500_000, NOW.date())
    people = {login: actor(runtime, login) for login in PEOPLE}
    return World(runtime, {**people, "system": replace(system_actor(ORG))})


def open_sites(world: World, numbers: Iterable[int]) -> None:
    for number in numbers:
        args = {"site_id": f"site-{number}", "code": f"S{number}", "name": f"Site {number}"}
        world.run("system", NOW, "site.add", {**args, "kind": "window", "unit_id": "hall-team"})
