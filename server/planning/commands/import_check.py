"""Planning writes: what a worker says of an import that it has checked, or cannot."""

from typing import Any

from pydantic import Field
from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, Part, command
from server.organisation.queries import get_policies, list_units
from server.planning.commands.imports import former_of, size_of
from server.planning.models.imports import Import, ImportLine
from server.planning.queries import imports as queries
from server.planning.rules import imports as rules
from server.planning.rules.lists import LISTS
from server.planning.rules.periods import MONTHS_OF_A_YEAR, months_before
from server.planning.rules.plausible import level_of


class CheckedLine(Part):
    """What the file brings for a unit and month; `channel` of cases."""

    unit_id: str
    period: str
    channel: str = ""
    given: int = Field(ge=0)
    overlap: int = Field(0, ge=0)
    called_back: int = Field(0, ge=0)


class NoteProgress(Command):
    import_id: str
    done: int = Field(ge=0)
    total: int = Field(ge=0)


class EndCheck(Command):
    import_id: str
    good: int = Field(ge=0)
    bad: int = Field(ge=0)
    duplicates: int = Field(ge=0)
    lines: list[CheckedLine] = Field(max_length=rules.MOST_LINES)


class RefuseImport(Command):
    """`problem` is the slug of a refusal; `text` says more."""

    import_id: str
    problem: str = Field(max_length=40)
    text: str = Field("", max_length=300)


class FailImport(Command):
    import_id: str


@command("import.note_progress", grant="system", stale="append")
def note_progress(command: NoteProgress, actor: Actor, at: Moment, session: Session) -> None:
    its = _checking(session, actor, command.import_id)
    its.done, its.total = command.done, command.total


@command("import.refuse", grant="system", stale="append")
def refuse_import(command: RefuseImport, actor: Actor, at: Moment, session: Session) -> None:
    its = _checking(session, actor, command.import_id)
    its.state, its.ended_at = "refused", at.received
    its.problem, its.problem_text = command.problem, command.text


@command("import.fail", grant="system", stale="append")
def fail_import(command: FailImport, actor: Actor, at: Moment, session: Session) -> None:
    """Tried too often; what is half done can be taken back."""
    its = queries.get_import(session, actor.org, command.import_id)
    its.state, its.ended_at = "failed", at.received


@command("import.end_check", grant="system", stale="append")
def end_check(command: EndCheck, actor: Actor, at: Moment, session: Session) -> None:
    """The result of the dry run (试算): nothing else has changed by it."""
    its = _checking(session, actor, command.import_id)
    its.state, its.done, its.total = "checked", command.good, command.good
    its.good, its.bad, its.duplicates = command.good, command.bad, command.duplicates
    session.execute(delete(ImportLine).where(ImportLine.import_id == its.id))
    _add_lines(session, its, command.lines, get_policies(session, actor.org, at.received_on))


def _checking(session: Session, actor: Actor, import_id: str) -> Import:
    its = queries.get_import(session, actor.org, import_id)
    if its.state != "waiting":
        raise rules.ImportNotChecked
    return its


def _add_lines(session: Session, its: Import, given: list[CheckedLine], policies: Any) -> None:
    kind_of = LISTS[its.list_name].population_kind
    names = {unit.id: unit.name for unit in list_units(session, its.org)}
    brought = {(line.unit_id, kind_of(line.channel), line.period): line.given for line in given}
    kinds, periods = {key[1] for key in brought}, {key[2] for key in brought}
    around = periods | {
        months_before(its, back) for its in periods for back in (1, MONTHS_OF_A_YEAR)
    }
    known = queries.list_populations_of(session, its.org, kinds, around)
    sizes = {place: found.size for place, found in known.items()} | brought
    for position, told in enumerate(given):
        place = (told.unit_id, kind_of(told.channel), told.period)
        line = ImportLine(
            id=f"{its.id}.{position}",
            org=its.org,
            import_id=its.id,
            position=position,
            unit_name=names.get(told.unit_id, ""),
            kind=place[1],
            former=former_of(known.get(place)),
            last_month=sizes.get((*place[:2], months_before(told.period, 1))),
            last_year=sizes.get((*place[:2], months_before(told.period, MONTHS_OF_A_YEAR))),
            **told.model_dump(exclude={"channel"}),
        )
        line.level_replace, line.level_add = (
            level_of(
                size_of(line, mode),
                line.last_month,
                line.last_year,
                warn_ppm=policies["population.warn_ppm"],
                reason_ppm=policies["population.reason_ppm"],
            )
            for mode in ("replace", "add")
        )
        session.add(line)
