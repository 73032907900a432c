"""Statements that were compiled once, for all engines of a kind: each test has an engine anew."""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect

_compiled: dict[Any, Any] = {}


def share_compiled(engine: Engine) -> None:
    """A third of a test's time went into compiling what the test before it had compiled too.

    What was compiled is looked up by its dialect, of which every engine has its own.
    """
    if DefaultDialect.__eq__ is not _is_alike:
        DefaultDialect.__eq__ = _is_alike
        DefaultDialect.__hash__ = _hash_of_kind
    engine.update_execution_options(compiled_cache=_compiled)


def _is_alike(self: object, other: object) -> bool:
    return type(self) is type(other)


def _hash_of_kind(self: object) -> int:
    return hash(type(self))
