"""Recorder: which rows a command changed, field by field, and what it told."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.orm.base import NEVER_SET, NO_VALUE, instance_state
from sqlalchemy.orm.state import InstanceState

from server.core.connecting import WriteSession
from server.core.db import Model, OrgRow, db
from server.core.events import Event
from server.core.journal import plain

Key = tuple[str, str]
_UNKNOWN = (NO_VALUE, NEVER_SET)


class Recorder:
    """What one command changed and told. `is_dirty` says that undoing it needs the database."""

    def __init__(self, entities: Mapping[type, str]) -> None:
        self.entities = entities
        self.changes: dict[Key, dict[str, tuple[Any, Any]]] = {}
        self.rows: dict[Key, OrgRow] = {}
        self.events: list[Event] = []
        self.conflicts: list[dict[str, Any]] = []
        self.created: set[Key] = set()
        self.is_dirty = False
        self.has_parents = False

    def note(self, row: object) -> Key | None:
        """Remember a row; returns its key where its table is replicated."""
        self.is_dirty = True
        entity = self.entities.get(type(row))
        if entity is None or not isinstance(row, OrgRow):
            return None
        key = (entity, row.id)
        self.rows[key] = row
        self.changes.setdefault(key, {})
        return key

    def note_new(self, row: object) -> None:
        """Remember a row that this command makes; what it sets in it replaces nothing."""
        key = self.note(row)
        if key is not None:
            self.created.add(key)

    def note_field(self, row: object, name: str, old: Any, new: Any) -> None:
        """Remember that a field was set; its first old value in this command counts."""
        key = self.note(row)
        if key is not None and key not in self.created:
            fields = self.changes[key]
            fields[name] = (fields.get(name, (old,))[0], new)


def recorder_of(session: Session) -> Recorder:
    return session.info["recorder"]


def touch(session: Session, row: OrgRow) -> None:
    """Send a row again although its columns stay: its audience or a parent changed."""
    recorder_of(session).note(row)


def report_conflict(session: Session, **details: Any) -> None:
    """Tell the sender what of his was not taken as sent; both values go to the audit trail."""
    recorder_of(session).conflicts.append(plain(details))


@cache
def _parent_models() -> frozenset[type]:
    """Models that others refer to: their new rows must be there before those of others are."""
    tables = db.metadata.tables.values()
    parents = {key.column.table for table in tables for key in table.foreign_keys}
    mappers = Model.registry.mappers
    return frozenset(mapper.class_ for mapper in mappers if mapper.local_table in parents)


@event.listens_for(WriteSession, "transient_to_pending")
def _on_new(session: Session, row: Any) -> None:
    recorder = recorder_of(session)
    recorder.note_new(row)
    recorder.has_parents |= type(row) in _parent_models()
    if isinstance(row, OrgRow):
        session.info["locked"][type(row), row.org, row.id] = row


@event.listens_for(WriteSession, "before_flush")
def _on_flush(session: Session, _context: Any, _instances: Any) -> None:
    for row in session.deleted:
        recorder_of(session).note(row)


@event.listens_for(WriteSession, "do_orm_execute")
def _on_statement(context: Any) -> None:
    if not context.is_select:
        recorder_of(context.session).is_dirty = True


@event.listens_for(Model, "attribute_instrument", propagate=True)
def _watch(_model: type, name: str, attribute: Any) -> None:
    def on_set(state: InstanceState[Any], new: Any, old: Any, _initiator: Any, **_key: Any) -> Any:
        if state.session_id is not None and new != old:
            _note_set(state, name, None if old in _UNKNOWN else old, new)
        return new

    # Raw, with a return value and with the key it is called as it is, without a wrapper around it.
    event.listen(attribute, "set", on_set, raw=True, retval=True, include_key=True)


def _note_set(state: InstanceState[Any], name: str, old: Any, new: Any) -> None:
    session = state.session
    if session is not None and "recorder" in session.info:
        recorder_of(session).note_field(state.obj(), name, old, new)


def is_gone(row: OrgRow) -> bool:
    """Whether the transaction has deleted the row."""
    return not instance_state(row).persistent
