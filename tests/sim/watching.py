"""Simulator: where the product can be made to wait, and what is written down as it passes."""

import re
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from server.core.runtime import Runtime
from server.syncing.adapters.pulling import PullView
from tests.sim.lockstep import current_task, stop_at

if TYPE_CHECKING:
    from tests.sim.world import World

CLOCK_BUMP = re.compile(r"UPDATE sync_clock SET version=")


def watch_engine(engine: Engine) -> None:
    """Stops before the clock, and before each statement by its number: "sql:7"."""

    def before(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        task = current_task()
        if task is None:
            return
        task.statements += 1
        stop_at(f"sql:{task.statements}")
        if CLOCK_BUMP.match(statement):
            stop_at("clock")

    event.listen(engine, "before_cursor_execute", before)


def watch_product(world: "World") -> None:
    """Once a process: stop after commits, and ask the tables in the snapshot of each last page."""
    event.listen(Session, "after_commit", _committed)
    open_view, list_results = PullView.open, PullView.list_results

    def open_view_noted(self: PullView, *args: Any) -> None:
        open_view(self, *args)
        _note("view", self)

    def list_results_noted(self: PullView, *args: Any) -> Any:
        _note("is_last", True)
        return list_results(self, *args)

    replaced: list[tuple[type, str, Any]] = [
        (PullView, "open", open_view_noted),
        (PullView, "list_results", list_results_noted),
        (Runtime, "reading", _telling_truth(world, Runtime.reading)),
        (Runtime, "asking", _telling_truth(world, Runtime.asking)),
    ]
    for owner, name, noted in replaced:
        setattr(owner, name, noted)


def _telling_truth(
    world: "World", opening: Callable[[Runtime], AbstractContextManager[Session]]
) -> Callable[[Runtime], AbstractContextManager[Session]]:
    """A session at whose end, where it made a last page, the tables are asked as it saw them.

    One that asks once has no snapshot, but nobody else has run since: it stops nowhere after that.
    """

    @contextmanager
    def noted(runtime: Runtime) -> Generator[Session]:
        with opening(runtime) as session:
            yield session
            task = current_task()
            if task is not None and task.notes.pop("is_last", False):
                with task.undisturbed():
                    task.notes["truth"] = world.truth_in(session, task.notes["view"].scopes)

    return noted


def _note(name: str, value: Any) -> None:
    task = current_task()
    if task is not None:
        task.notes[name] = value


def _committed(_session: Session) -> None:
    _note("committed", True)
    stop_at("committed")
