"""Catalogue reads: key matters (重要事项) of units, and the checks that were made for them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.catalogue.models.matters import MatterPart, SupervisionMatter
from server.catalogue.rules.matters import KEY


@dataclass(frozen=True)
class KeyMatter:
    """A key matter as one of its units has it: due with the unit's last part."""

    matter_id: str
    unit_id: str
    due_on: date
    number: str
    title: str
    state: str
    visit_ids: tuple[str, ...]


def list_key_matters(
    session: Session,
    org: str,
    *,
    matter_id: str | None = None,
    unit_id: str | None = None,
    days: tuple[date, date] | None = None,
) -> list[KeyMatter]:
    """All, or of one matter, of one unit, or due within days; the first due first."""
    due_on = func.max(MatterPart.due_on)
    parts = (
        select(MatterPart.matter_id, MatterPart.unit_id, due_on.label("due_on"))
        .where(
            MatterPart.org == org,
            *([MatterPart.matter_id == matter_id] if matter_id else []),
            *([MatterPart.unit_id == unit_id] if unit_id else []),
        )
        .group_by(MatterPart.matter_id, MatterPart.unit_id)
        .having(*([due_on.between(*days)] if days else []))
        .subquery()
    )
    its = SupervisionMatter
    query = (
        select(parts, its.number, its.title, its.state, its.visit_ids)
        .join(its, its.id == parts.c.matter_id)
        .where(its.track == KEY)
        .order_by(parts.c.due_on, its.number, parts.c.unit_id)
    )
    return [
        KeyMatter(its_id, its_unit, day, number, title, state, tuple(visit_ids))
        for its_id, its_unit, day, number, title, state, visit_ids in session.execute(query)
    ]
