"""Catalogue writes: which checks were made for a supervision matter (督查覆盖, W1-12(2)a)."""

from sqlalchemy.orm import Session

from server.catalogue.commands.matter_facts import fact_of
from server.catalogue.events import MatterCovered, MatterUncovered
from server.catalogue.queries.matters import get_matter
from server.catalogue.rules.matters import OutsideMatter, check_open
from server.core.events import emit
from server.organisation.queries import list_unit_ids_below


def check_concerns(session: Session, org: str, matter_id: str | None, unit_id: str) -> None:
    """A check for a matter is made at a site of a unit that has a part in it, while it is open."""
    if matter_id is None:
        return
    matter = get_matter(session, org, matter_id)
    check_open(matter.state)
    if not any(unit_id in list_unit_ids_below(session, org, its) for its in matter.unit_ids):
        raise OutsideMatter


def cover_matter(session: Session, org: str, matter_id: str | None, visit_id: str) -> None:
    """A check that was made for it is closed; also after it was settled, since it was made."""
    if matter_id is None:
        return
    matter = get_matter(session, org, matter_id)
    if visit_id not in matter.visit_ids:
        matter.visit_ids = [*matter.visit_ids, visit_id]
        emit(session, MatterCovered(**fact_of(matter), visit_id=visit_id))


def uncover_matter(session: Session, org: str, matter_id: str | None, visit_id: str) -> None:
    """That check was voided."""
    if matter_id is None:
        return
    matter = get_matter(session, org, matter_id)
    if visit_id in matter.visit_ids:
        matter.visit_ids = [its for its in matter.visit_ids if its != visit_id]
        is_covered = bool(matter.visit_ids)
        emit(session, MatterUncovered(**fact_of(matter), visit_id=visit_id, is_covered=is_covered))
