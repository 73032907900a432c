"""Catalogue writes: what is told of a supervision matter, and whom it concerns."""

from typing import Any

from server.catalogue.models.matters import MatterPart, SupervisionMatter


def fact_of(matter: SupervisionMatter) -> dict[str, Any]:
    """The fields that every fact about a matter has."""
    return {
        "matter_id": matter.id,
        "unit_ids": tuple(matter.unit_ids),
        "due_on": matter.due_on.isoformat(),
        "track": matter.track,
        "number": matter.number,
        "title": matter.title,
    }


def part_fact_of(matter: SupervisionMatter, part: MatterPart) -> dict[str, Any]:
    return {
        "matter_id": matter.id,
        "part_id": part.id,
        "unit_id": part.unit_id,
        "number": matter.number,
        "title": part.title,
    }


def note_units(matter: SupervisionMatter, unit_id: str) -> None:
    """A unit takes part, and sees it from now on."""
    if unit_id not in matter.unit_ids:
        matter.unit_ids = [*matter.unit_ids, unit_id]
    matter.reader_ids = with_readers(matter.reader_ids, [unit_id])


def with_readers(known: list[str], more: list[str]) -> list[str]:
    """These too; the list stays the same object where nothing is new, so that nothing is sent."""
    new = [unit_id for unit_id in dict.fromkeys(more) if unit_id not in known]
    return [*known, *new] if new else known
