"""Planning reads: what the journal, which nobody can edit unseen, says of a draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.journal import JournalEntry
from server.planning.models.draws import Draw

STEPS = {"draw.begin": "DrawBegun", "draw.freeze": "PopulationFrozen", "draw.make": "DrawMade"}


@dataclass(frozen=True)
class JournaledStep:
    """A step of a draw as it was journaled: its line's number, its args and its own fact."""

    number: int
    args: Mapping[str, Any]
    fact: Mapping[str, Any]


def find_steps(session: Session, draw: Draw) -> dict[str, JournaledStep]:
    """The steps by their commands; one that is missing was never journaled."""
    moments = [its for its in (draw.begun_at, draw.frozen_at, draw.drawn_at) if its is not None]
    query = select(JournalEntry).where(
        JournalEntry.org == draw.org,
        JournalEntry.command.in_(STEPS),
        JournalEntry.received_at.in_(moments),
    )
    return {
        entry.command: JournaledStep(entry.number, entry.args, fact)
        for entry in session.scalars(query)
        for fact in entry.events
        if fact["event"] == STEPS[entry.command] and fact["draw_id"] == draw.id
    }
