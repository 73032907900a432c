"""Planning reads: the picks of a draw (样本清单) with what they are and what became of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.core.db import CHUNK
from server.planning.models.draws import Draw, DrawMark, DrawStratum
from server.planning.queries.draw_blocks import read_lines
from server.planning.queries.draw_sources import list_services
from server.planning.queries.draws import list_marks, list_picks, list_strata
from server.planning.rules.draws_subjects import Subject, subject_of


@dataclass(frozen=True)
class Pick:
    """One that was drawn.

    `subject`: None where the record is gone. `for_position`: whom this reserve stands in for.
    """

    stratum: int
    position: int
    ordinal: int
    is_reserve: bool
    for_position: int | None
    subject: Subject | None
    mark: DrawMark | None


def list_page(session: Session, draw: Draw, offset: int, n: int) -> list[Pick]:
    """So many from a place on; stratum by stratum, the sample first and then its reserves."""
    found: list[Pick] = []
    marks = list_marks(session, draw.id)
    for stratum in list_strata(session, draw.id):
        total = stratum.take + stratum.reserve
        here = range(min(offset, total), min(offset + n - len(found), total))
        if here:
            found += _picks_of(session, draw, stratum, here, marks)
        offset = max(0, offset - total)
    return found


def iterate_pages(session: Session, draw: Draw) -> Iterator[list[Pick]]:
    """All of them, a few hundred at a time and forgotten again."""
    offset = 0
    while page := list_page(session, draw, offset, CHUNK):
        offset += len(page)
        yield page
        session.expunge_all()


def count_picks(session: Session, draw_id: str) -> int:
    return sum(its.take + its.reserve for its in list_strata(session, draw_id))


def _picks_of(
    session: Session,
    draw: Draw,
    stratum: DrawStratum,
    positions: Sequence[int],
    marks: Mapping[tuple[int, int], DrawMark],
) -> list[Pick]:
    picks = list_picks(session, draw.id, stratum.number, positions)
    subjects = _subjects_of(session, draw, stratum, picks)
    stands_for = {
        mark.successor: place
        for (number, place), mark in marks.items()
        if number == stratum.number and mark.successor is not None
    }
    return [
        Pick(
            stratum.number,
            position,
            picks[position][0],
            position >= stratum.take,
            stands_for.get(position),
            subjects.get(position),
            marks.get((stratum.number, position)),
        )
        for position in positions
        if position in picks
    ]


def _subjects_of(
    session: Session, draw: Draw, stratum: DrawStratum, picks: Mapping[int, tuple[int, int]]
) -> dict[int, Subject]:
    if draw.reads_records:
        rows = list_services(session, [row_id for _, row_id in picks.values()])
        return {
            position: subject_of(draw.source, rows[row_id])
            for position, (_, row_id) in picks.items()
            if row_id in rows
        }
    lines = read_lines(session, draw.id, stratum.list_number)
    return {
        position: subject_of(draw.source, lines[ordinal])
        for position, (ordinal, _) in picks.items()
    }
