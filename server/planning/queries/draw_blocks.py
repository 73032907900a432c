"""Planning reads: frozen rows (冻结总体), 2,048 a block: ids and fingerprints, or whole lines."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.core.bulk import read_packed
from server.core.db import among
from server.planning.models.draws import DrawBlock, DrawStratum
from server.planning.rules.draws import DrawPlan
from server.planning.rules.draws_population import BLOCK, ids_in, split_prints, unpack_ids

Line = list[Any]
# Blocks that are held at once: 2 MB of ids.
AT_ONCE = 128


def iterate_lines(session: Session, draw_id: str, list_number: int) -> Iterator[bytes]:
    """The rows of a list that is kept whole, by ordinal."""
    query = _of(draw_id, list_number, DrawBlock.lines).order_by(DrawBlock.number)
    for lines in session.scalars(query.execution_options(yield_per=1)):
        yield from lines.encode().split(b"\n")


def read_lines(session: Session, draw_id: str, list_number: int) -> list[Line]:
    return [from_json(line) for line in iterate_lines(session, draw_id, list_number)]


def iterate_prints(session: Session, draw_id: str, list_number: int) -> Iterator[tuple[int, bytes]]:
    """Id (0 where lines are kept) and fingerprint of a list's rows, by ordinal, block by block."""
    number = 0
    query = _of(draw_id, list_number, DrawBlock.ids, DrawBlock.prints)
    while found := read_packed(session, query.where(DrawBlock.number == number)):
        ids, packed = found[0]
        prints = split_prints(packed)
        yield from zip(unpack_ids(ids) or (0,) * len(prints), prints, strict=True)
        number += 1


def read_sizes(session: Session, plan: DrawPlan, stratum: DrawStratum) -> list[int] | None:
    """For PPS each row's size, which is the last thing in its line."""
    if plan.method != "pps":
        return None
    return [line[-1] for line in read_lines(session, stratum.draw_id, stratum.list_number)]


def find_ids(
    session: Session, draw_id: str, list_number: int, ordinals: Sequence[int]
) -> list[int]:
    """The ids at these ordinals, read block by block: each block once, and only who is needed."""
    wanted: dict[int, list[int]] = {}
    for place, ordinal in enumerate(ordinals):
        wanted.setdefault(ordinal // BLOCK, []).append(place)
    found = [0] * len(ordinals)
    numbers = sorted(wanted)
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        for number, packed in _ids_of(session, draw_id, list_number, some):
            ids, first = ids_in(packed), number * BLOCK
            for place in wanted[number]:
                found[place] = ids[ordinals[place] - first]
    return found


def _ids_of(
    session: Session, draw_id: str, list_number: int, numbers: list[int]
) -> list[tuple[int, bytes]]:
    query = _of(draw_id, list_number, DrawBlock.number, DrawBlock.ids)
    query = query.where(among(session, DrawBlock.number, numbers))
    return [(number, packed) for number, packed in read_packed(session, query)]


def _of(draw_id: str, list_number: int, *columns: Any) -> Select[*tuple[Any, ...]]:
    return select(*columns).where(
        DrawBlock.draw_id == draw_id, DrawBlock.list_number == list_number
    )
