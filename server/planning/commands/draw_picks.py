"""Planning writes: what becomes of a draw's picks (样本): checked, replaced, made into tasks."""

import uuid
from datetime import date

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.core.words import Form, Level, ReplaceReason
from server.planning.commands.tasks import AssignTask, assign_task
from server.planning.events import PickReplaced
from server.planning.models.draws import Draw, DrawMark, DrawStratum
from server.planning.queries.draw_blocks import read_lines
from server.planning.queries.draws import get_draw, iterate_picks, list_marks, list_strata
from server.planning.rules.draws import (
    NotForTasks,
    PickUnknown,
    check_active,
    check_turn,
    check_unsettled,
    next_reserve,
)

GRANT = "draw.make"
NAMESPACE = uuid.UUID("7a0b6c1e-93f5-4c6d-8a52-2f1f4a7f9a10")
Marks = dict[tuple[int, int], DrawMark]


class _OfPick(Command):
    draw_id: str
    stratum: int = Field(ge=0)
    position: int = Field(ge=0)


class CheckPick(_OfPick):
    note: str = Field("", max_length=500)


class MissPick(_OfPick):
    """Nobody could be reached, and there is no reserve to stand in."""

    note: str = Field(min_length=1, max_length=500)


class ReplacePick(_OfPick):
    reason: ReplaceReason
    note: str = Field(min_length=1, max_length=500)


class AssignDraw(Command):
    """One task for each site of the sample that has none yet."""

    draw_id: str
    template_id: str
    level: Level
    form: Form
    assignee_id: str
    due_on: date


@command("draw.check", grant=GRANT, stale="append")
def check_pick(command: CheckPick, actor: Actor, at: Moment, session: Session) -> None:
    mark, _ = _open_mark(session, command, actor, at)
    mark.state, mark.note = "checked", command.note


@command("draw.miss", grant=GRANT, stale="append")
def miss_pick(command: MissPick, actor: Actor, at: Moment, session: Session) -> None:
    mark, _ = _open_mark(session, command, actor, at)
    mark.state, mark.note = "unreachable", command.note


@command("draw.replace", grant=GRANT, stale="append")
def replace_pick(command: ReplacePick, actor: Actor, at: Moment, session: Session) -> None:
    """The reserves stand in by their order, whoever asks first; never one that somebody chose."""
    mark, stratum = _open_mark(session, command, actor, at)
    used = _successors(list_marks(session, command.draw_id), stratum.number)
    successor = next_reserve(stratum.take, stratum.take + stratum.reserve, used)
    mark.state, mark.successor = "replaced", successor
    mark.reason, mark.note = command.reason, command.note
    place = (stratum.number, command.position, successor)
    emit(session, PickReplaced(command.draw_id, *place, command.reason))


@command("draw.assign", grant="task.assign", stale="append")
def assign_draw(command: AssignDraw, actor: Actor, at: Moment, session: Session) -> None:
    """From the sample of sites to tasks, at one tap; asked again it fills up what came since."""
    draw = get_draw(session, actor, command.draw_id, "task.assign")
    check_turn(draw.state, "drawn")
    if draw.source != "sites":
        raise NotForTasks
    marks = list_marks(session, draw.id)
    fields = command.model_dump(exclude={"draw_id"})
    for stratum in list_strata(session, draw.id):
        lines = read_lines(session, draw.id, stratum.list_number)
        picks = list(iterate_picks(session, draw.id, stratum.number))
        for position in _active(stratum, marks):
            mark = _mark(session, (draw.id, stratum.number, position), marks, actor, at)
            if mark.state == "drawn" and mark.task_id is None:
                site_id = str(lines[picks[position][0]][0])
                task_id = str(uuid.uuid5(NAMESPACE, f"{draw.id} {site_id}"))
                asked = AssignTask(task_id=task_id, site_id=site_id, note=draw.title, **fields)
                assign_task(asked, actor, at, session)
                mark.task_id = task_id


def _open_mark(
    session: Session, command: _OfPick, actor: Actor, at: Moment
) -> tuple[DrawMark, DrawStratum]:
    """The mark of a pick of the sample of which nothing has become yet."""
    draw = _drawn(session, command.draw_id, actor)
    stratum = next(
        (its for its in list_strata(session, draw.id) if its.number == command.stratum), None
    )
    if stratum is None:
        raise PickUnknown(stratum=command.stratum)
    marks = list_marks(session, draw.id)
    used, total = _successors(marks, stratum.number), stratum.take + stratum.reserve
    check_active(command.position, stratum.take, total, used)
    place = (draw.id, stratum.number, command.position)
    mark = _mark(session, place, marks, actor, at)
    check_unsettled(mark.state)
    mark.marked_at, mark.marker_name = at.received, actor.name
    return mark, stratum


def _drawn(session: Session, draw_id: str, actor: Actor) -> Draw:
    draw = get_draw(session, actor, draw_id, GRANT)
    check_turn(draw.state, "drawn")
    return draw


def _mark(
    session: Session, place: tuple[str, int, int], marks: Marks, actor: Actor, at: Moment
) -> DrawMark:
    draw_id, stratum, position = place
    mark = marks.get((stratum, position))
    if mark is None:
        mark = DrawMark(
            draw_id=draw_id,
            stratum=stratum,
            position=position,
            state="drawn",
            marked_at=at.received,
            marker_name=actor.name,
        )
        session.add(mark)
        marks[stratum, position] = mark
    return mark


def _successors(marks: Marks, stratum: int) -> set[int]:
    return {
        mark.successor
        for (number, _), mark in marks.items()
        if number == stratum and mark.successor is not None
    }


def _active(stratum: DrawStratum, marks: Marks) -> list[int]:
    """The sample, and the reserves that stand in for somebody."""
    return [*range(stratum.take), *sorted(_successors(marks, stratum.number))]
