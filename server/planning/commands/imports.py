"""Planning writes: what people do with an import: bring, confirm, take back."""

from typing import Literal, cast

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, command
from server.core.events import emit
from server.core.problems import IdTaken
from server.core.words import ImportList
from server.organisation.queries import lock_company
from server.planning.events import ImportConfirmed, ImportUndone
from server.planning.models.imports import Import, ImportLine, ImportWork
from server.planning.models.populations import Population
from server.planning.queries import imports as queries
from server.planning.rules import imports as rules
from server.planning.rules.lists import LISTS
from server.planning.rules.plausible import Level, worst

Counts = list[tuple[str, str, str, int | None, int]]
GRANT = "population.manage"


class ReceiveImport(Command):
    """The bytes lie on the server already, under this id; a worker checks them."""

    import_id: NewId
    list_name: ImportList
    source: Literal["file", "api"]
    file_name: str = Field(max_length=200)
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class ConfirmImport(Command):
    """`mode`: what was there for these units and months is replaced, or added to.

    `accepts_bad`: rows with mistakes stay out; that, and numbers that are far off, need a reason.
    """

    import_id: str
    mode: rules.Mode
    accepts_bad: bool = False
    reason: str = Field("", max_length=300)


class CheckAgain(Command):
    import_id: str


class CancelImport(Command):
    import_id: str


class UndoImport(Command):
    import_id: str
    reason: str = Field(min_length=1, max_length=300)


@command("import.receive", grant=GRANT, stale="append")
def receive_import(command: ReceiveImport, actor: Actor, at: Moment, session: Session) -> None:
    if queries.find_import(session, actor.org, command.import_id) is not None:
        raise IdTaken
    fields = command.model_dump(exclude={"import_id"})
    told = {"user_id": actor.user_id, "user_name": actor.name, "received_at": at.received}
    session.add(Import(id=command.import_id, org=actor.org, **fields, **told))
    session.flush()
    _set_to_work(session, actor.org, command.import_id, at)


@command("import.check_again", grant=GRANT, stale="append")
def check_again(command: CheckAgain, actor: Actor, at: Moment, session: Session) -> None:
    """What is there may have changed since the check; the file is the same."""
    its = queries.get_import(session, actor.org, command.import_id)
    is_unbegun = its.state == "failed" and not its.phase
    if its.state != "checked" and not is_unbegun:
        raise rules.ImportNotChecked
    its.state, its.done, its.total = "waiting", 0, 0
    _set_to_work(session, actor.org, its.id, at)


@command("import.cancel", grant=GRANT, stale="append")
def cancel_import(command: CancelImport, actor: Actor, at: Moment, session: Session) -> None:
    """Nothing of it was in force yet."""
    its = queries.get_import(session, actor.org, command.import_id)
    if its.state not in ("waiting", "checked") and not (its.state == "failed" and not its.phase):
        raise rules.ImportNotChecked
    its.state, its.ended_at = "cancelled", at.received


@command("import.confirm", grant=GRANT, stale="append")
def confirm_import(command: ConfirmImport, actor: Actor, at: Moment, session: Session) -> None:
    """Puts in force what the check has shown, and nothing else; a worker does it."""
    lock_company(session, actor.org)
    its = queries.get_import(session, actor.org, command.import_id)
    lines = queries.list_lines(session, its.id)
    rules.check_confirmable(its.state, its.good, len(lines))
    rules.check_mistakes(its.bad, command.accepts_bad, command.reason)
    if queries.is_moving(session, actor.org, its.id):
        raise rules.ImportBusy
    _check_unchanged(session, its, lines)
    has_records = LISTS[its.list_name].has_records
    _check_mixture(lines, command.mode, has_records)
    _check_plausible(lines, command)
    its.state, its.mode, its.reason = "storing", command.mode, command.reason
    its.confirmed_by, its.confirmed_at = actor.name, at.received
    its.phase, its.done = rules.first_phase(command.mode, has_records), 0
    its.total = sum(line.given for line in lines) if has_records else len(lines)
    if has_records and command.mode == "add":
        its.total -= sum(line.overlap for line in lines)
    counts: Counts = [
        (*_place(line), _former_size(line), size_of(line, command.mode)) for line in lines
    ]
    told = (its.id, its.list_name, its.sha256, command.mode, its.reason, counts)
    emit(session, ImportConfirmed(*told))
    _set_to_work(session, actor.org, its.id, at)


@command("import.undo", grant=GRANT, stale="append")
def undo_import(command: UndoImport, actor: Actor, at: Moment, session: Session) -> None:
    """The whole import goes, and what was there before comes back; a worker does it."""
    lock_company(session, actor.org)
    its = queries.get_import(session, actor.org, command.import_id)
    rules.check_undoable(its.state, bool(its.confirmed_at))
    if queries.is_moving(session, actor.org, its.id):
        raise rules.ImportBusy
    lines = queries.list_lines(session, its.id)
    _check_on_top(session, its, lines)
    its.state, its.undone_by, its.undo_reason = "undoing", actor.name, command.reason
    its.phase = rules.first_undo_phase(LISTS[its.list_name].has_records)
    its.done, its.ended_at = 0, None
    counts: Counts = [
        (*_place(line), size_of(line, its.mode or ""), _former_size(line) or 0) for line in lines
    ]
    emit(session, ImportUndone(its.id, its.sha256, command.reason, counts))
    _set_to_work(session, actor.org, its.id, at)


def size_of(line: ImportLine, mode: str) -> int:
    """What a line's unit will have in its month."""
    return rules.size_after(line.given, line.overlap, _former_size(line), mode)


def former_of(found: Population | None) -> dict[str, object] | None:
    """A population as an import keeps it, to compare and to give back."""
    if found is None:
        return None
    set_at = found.set_at.isoformat() if found.set_at else None
    names = ("size", "source", "has_records", "import_id", "set_by", "reason")
    return {**{name: getattr(found, name) for name in names}, "set_at": set_at}


def _former_size(line: ImportLine) -> int | None:
    return line.former["size"] if line.former else None


def _place(line: ImportLine) -> tuple[str, str, str]:
    return line.unit_id, line.kind, line.period


def _populations(
    session: Session, its: Import, lines: list[ImportLine]
) -> dict[tuple[str, str, str], Population]:
    kinds, periods = {line.kind for line in lines}, {line.period for line in lines}
    return queries.list_populations_of(session, its.org, kinds, periods)


def _check_unchanged(session: Session, its: Import, lines: list[ImportLine]) -> None:
    found = _populations(session, its, lines)
    for line in lines:
        if former_of(found.get(_place(line))) != line.former:
            raise rules.ImportOutdated(unit=line.unit_name, period=line.period)


def _check_mixture(lines: list[ImportLine], mode: str, has_records: bool) -> None:
    """A number of rows and a plain number do not go together."""
    for line in lines:
        if line.former is None:
            continue
        if not has_records and line.former["has_records"]:
            raise rules.ImportOverRecords(unit=line.unit_name, period=line.period)
        if has_records and mode == "add" and line.former["size"] and not line.former["has_records"]:
            raise rules.ImportNeedsReplace(unit=line.unit_name, period=line.period)


def _check_plausible(lines: list[ImportLine], command: ConfirmImport) -> None:
    levels: list[Level] = [_level(line, command.mode) for line in lines]
    if worst(levels) == "reason" and not command.reason:
        line = lines[levels.index("reason")]
        raise rules.ImportNeedsReason(unit=line.unit_name, period=line.period)


def _level(line: ImportLine, mode: str) -> Level:
    return cast(Level, line.level_replace if mode == "replace" else line.level_add)


def _check_on_top(session: Session, its: Import, lines: list[ImportLine]) -> None:
    """What was changed since then is not overwritten with what was before."""
    found = _populations(session, its, lines)
    for line in lines:
        now = found.get(_place(line))
        if line.is_settled and (now is None or now.import_id != its.id):
            raise rules.ImportOverlaid(unit=line.unit_name, period=line.period)


def _set_to_work(session: Session, org: str, import_id: str, at: Moment) -> None:
    session.merge(
        ImportWork(import_id=import_id, org=org, tries=0, next_try_at=at.received, last_error="")
    )
