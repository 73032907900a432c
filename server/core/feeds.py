"""Feeds: which tables phones carry, in what shape, and to whom (scopes)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import OrgRow, among


class RowShape(BaseModel):
    """A row as phones see it; read from a model's columns."""

    model_config = ConfigDict(from_attributes=True)

    id: str


Row = TypeVar("Row", bound=OrgRow)


@dataclass(frozen=True)
class Feed(Generic[Row]):
    """One replicated table. `scopes` must follow from the row alone."""

    entity: str
    model: type[Row]
    shape: type[RowShape]
    scopes: Callable[[Row], Iterable[str]]
    merges: bool = False

    def load(self, session: Session, org: str, ids: Sequence[str]) -> dict[str, Row]:
        # By the id alone: with the company in the condition SQLite walks over all of its rows.
        query = select(self.model).where(among(session, self.model.id, ids))
        return {row.id: row for row in session.scalars(query) if row.org == org}

    def encode(self, row: Row) -> str:
        """The row as phones get it, as JSON."""
        return self.shape.model_validate(row).model_dump_json()


Feeds = dict[str, Feed[Any]]


def collect_feeds(modules: Iterable[ModuleType]) -> Feeds:
    """All feeds of the given modules by entity."""
    found: Feeds = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Feed):
                found[value.entity] = value
    return found


def unit_scope(unit_id: str, audience: str) -> str:
    return f"unit:{unit_id}/{audience}"


def user_scope(user_id: str) -> str:
    return f"user:{user_id}"


def company_scope(audience: str) -> str:
    """Everybody in the company who holds the audience's grant, over whichever unit."""
    return f"company/{audience}"


PUBLIC_SCOPE = "public"
