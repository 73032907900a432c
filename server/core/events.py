"""Events: facts that a module tells and others react to, inside the same unit of work."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from types import ModuleType
from typing import Any

from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment


@dataclass(frozen=True)
class Event:
    """Base of every fact; its name is in the past tense."""


Reaction = Callable[[Any, Actor, Moment, Session], None]


def emit(session: Session, event: Event) -> None:
    """Tell a fact; whoever reacts does so before the command's savepoint is released."""
    session.info["recorder"].events.append(event)


def reacts_to(*kinds: type[Event]) -> Callable[[Reaction], Reaction]:
    """Mark a function of reactions.py as listening to these facts."""

    def mark(reaction: Reaction) -> Reaction:
        reaction.__dict__["reacts_to"] = kinds
        return reaction

    return mark


def collect_reactions(modules: Iterable[ModuleType]) -> dict[type[Event], tuple[Reaction, ...]]:
    """All marked functions of the given modules, by the fact that they listen to."""
    found: dict[type[Event], tuple[Reaction, ...]] = {}
    for module in modules:
        for value in vars(module).values():
            # A package has its modules among its names, and they have this decorator among theirs.
            if isinstance(value, ModuleType):
                continue
            for kind in getattr(value, "reacts_to", ()):
                found[kind] = (*found.get(kind, ()), value)
    return found


def as_fact(event: Event) -> dict[str, Any]:
    """The event as the journal keeps it."""
    return {"event": type(event).__name__, **asdict(event)}
