"""Command: what a person or a job may ask for; the one door for writes knows them by name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.db import OrgRow

StalePolicy = Literal["merge", "append", "reject"]
Handler = Callable[[Any, Actor, Moment, Session], None]
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
Names = Callable[[Any], Iterable[tuple[type[OrgRow], str]]]
Explains = Callable[[Any, Actor, Session], Mapping[str, Any]]


def _nothing_more(_command: Any, _actor: Actor, _session: Session) -> Mapping[str, Any]:
    return {}


class Command(BaseModel):
    """Arguments of a command: frozen, and nothing unknown is let in (R-12)."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


# An id that a caller gives; short enough to be part of composite ids (see db.ID_LENGTH).
NewId = Annotated[str, Field(min_length=1, max_length=60)]


class Part(BaseModel):
    """A part of a command's arguments, as strict as the whole."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


@dataclass(frozen=True)
class CommandSpec:
    """A command's contract. `version` is the newest; `upcasters[n]` turns args of n into n+1.

    `names` tells from the args alone which rows the handler will lock, so that a batch takes them
    in a few queries; it saves time and promises nothing. `explains` tells, for a refusal as stale,
    what has happened meanwhile.
    """

    name: str
    version: int
    schema: type[Command]
    grant: str
    stale: StalePolicy
    handler: Handler
    upcasters: Mapping[int, Upcaster]
    names: Names
    explains: Explains = _nothing_more

    def upcast(self, version: int, args: dict[str, Any]) -> dict[str, Any]:
        """Args of an older version in today's meaning; KeyError when there is no way."""
        while version < self.version:
            args = self.upcasters[version](args)
            version += 1
        return args


def command(
    name: str,
    *,
    grant: str,
    stale: StalePolicy,
    version: int = 1,
    upcasters: Mapping[int, Upcaster] | None = None,
    names: Names = lambda _command: (),
    explains: Explains = _nothing_more,
) -> Callable[[Handler], Handler]:
    """Register a handler under its wire name; its first parameter's type is the schema."""

    def mark(handler: Handler) -> Handler:
        schema = next(iter(get_type_hints(handler).values()))
        handler.__dict__["spec"] = CommandSpec(
            name, version, schema, grant, stale, handler, upcasters or {}, names, explains
        )
        return handler

    return mark


def collect_commands(modules: Iterable[ModuleType]) -> dict[str, CommandSpec]:
    """All commands of the given modules by wire name; a name given twice is a mistake."""
    found: dict[str, CommandSpec] = {}
    for module in modules:
        for value in vars(module).values():
            spec = getattr(value, "spec", None)
            if not isinstance(spec, CommandSpec) or value.__module__ != module.__name__:
                continue
            if spec.name in found:
                raise ValueError(f"two commands are called {spec.name}")
            found[spec.name] = spec
    return found
