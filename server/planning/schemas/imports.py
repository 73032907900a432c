"""Planning: wire shapes and feed of imports, and of populations with where each comes from."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from server.core.command import NewId
from server.core.feeds import Feed, RowShape, company_scope
from server.core.words import ImportList, ImportState, PopulationSource
from server.planning.models.imports import Import

MOST_API_ROWS = 5_000


class ImportRow(RowShape):
    list_name: ImportList
    source: PopulationSource
    file_name: str
    size: int
    sha256: str
    user_name: str
    received_at: datetime
    state: ImportState
    problem: str
    problem_text: str
    done: int
    total: int
    good: int
    bad: int
    duplicates: int
    mode: Literal["replace", "add"] | None
    reason: str
    confirmed_by: str | None
    confirmed_at: datetime | None
    undo_reason: str
    undone_by: str | None
    ended_at: datetime | None


def _scopes(its: Import) -> list[str]:
    return [company_scope("imports")]


IMPORT_FEED = Feed("import", Import, ImportRow, _scopes)


class ImportAnswer(BaseModel):
    """The import that a file became; follow it as a row of the feed `import`, or by GET."""

    id: str
    state: ImportState
    sha256: str


class ApiRow(BaseModel):
    """A row by the names of its columns; which of them a list needs, its template says.

    Days as 2026-05-06, months as 2026-05. `unit` is a name or a code.
    """

    model_config = ConfigDict(extra="forbid")

    reference: str = ""
    unit: str = ""
    kind: str = ""
    district: str = ""
    served_on: str = ""
    channel: str = ""
    closed_on: str = ""
    called_back_on: str = ""
    month: str = ""
    count: int | str = ""


class ApiRows(BaseModel):
    model_config = ConfigDict(extra="forbid")

    import_id: NewId
    list_name: ImportList
    rows: list[ApiRow] = Field(min_length=1, max_length=MOST_API_ROWS)


class LineShape(BaseModel):
    """What an import brings for a unit and month, and what it will be in either way."""

    unit_id: str
    unit_name: str
    kind: str
    period: str
    given: int
    overlap: int
    called_back: int
    former: int | None
    former_source: PopulationSource | None
    former_has_records: bool
    last_month: int | None
    last_year: int | None
    after_replace: int
    after_add: int
    level_replace: str
    level_add: str


class MistakeShape(BaseModel):
    """What is wrong with a cell: row as a spreadsheet numbers it, column, what stood there."""

    row: int
    column: str
    value: str
    reason: str


class ImportDetails(ImportRow):
    """`mistakes`: the first ones; the file of errors has all that are kept."""

    lines: list[LineShape]
    mistakes: list[MistakeShape]


class PopulationShape(BaseModel):
    """A month's number of a unit: where it came from, when and by whom."""

    model_config = ConfigDict(from_attributes=True)

    unit_id: str
    kind: str
    period: str
    size: int
    source: PopulationSource
    has_records: bool
    import_id: str | None
    set_at: datetime | None
    set_by: str
    reason: str


class PopulationList(BaseModel):
    populations: list[PopulationShape]
