"""Planning reads: what earlier draws have drawn (已抽中), so that a new one can leave it out."""

from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.planning.models.draws import Draw
from server.planning.queries.draw_blocks import read_lines
from server.planning.queries.draws import iterate_picks, list_strata


def list_drawn_ids(session: Session, draw: Draw, since: datetime) -> set[int]:
    """Records that other draws of the same source have drawn since then; reserves are not."""
    return {
        row_id
        for other in _draws_since(session, draw, since)
        for stratum in list_strata(session, other)
        for _, row_id in islice(iterate_picks(session, other, stratum.number), stratum.take)
    }


def list_drawn_subjects(session: Session, draw: Draw, since: datetime) -> set[str]:
    """The same for populations that are kept whole: ids of sites or orders."""
    found: set[str] = set()
    for other in _draws_since(session, draw, since):
        for stratum in list_strata(session, other):
            lines = read_lines(session, other, stratum.list_number)
            picks = islice(iterate_picks(session, other, stratum.number), stratum.take)
            found |= {str(lines[ordinal][0]) for ordinal, _ in picks}
    return found


def _draws_since(session: Session, draw: Draw, since: datetime) -> list[str]:
    query = select(Draw.id).where(
        Draw.org == draw.org,
        Draw.source == draw.source,
        Draw.drawn_at >= since,
        Draw.id != (draw.redraw_of or ""),
    )
    return list(session.scalars(query))
