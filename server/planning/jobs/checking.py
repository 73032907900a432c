"""Planning: the dry run of an import (试算): reads the file, and says what it would change."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice

from server.core.actor import system_actor
from server.core.clock import local_day
from server.core.runtime import Runtime
from server.planning.adapters import shelf
from server.planning.adapters.opening import FileRow, open_file
from server.planning.adapters.staging import ELSEWHERE, SAME, Place, Staging, new_staging
from server.planning.models.imports import Import
from server.planning.queries import imports as queries
from server.planning.queries.populations import list_named_units
from server.planning.rules.directory import Directory
from server.planning.rules.files import (
    MOST_ABOVE,
    FileEmpty,
    FileTooManyMonths,
    places_of,
    wrong_columns,
)
from server.planning.rules.imports import MOST_LINES
from server.planning.rules.lists import LISTS, ListSpec
from server.planning.rules.rows import ReadRow, RowReader

# Rows that are in memory at once.
ROWS_AT_ONCE = 5_000
# Rows between two words about the progress, which the journal keeps.
ROWS_A_WORD = 50_000

Renew = Callable[[], None]


def check(runtime: Runtime, its: Import, renew: Renew) -> None:
    """FileRefused where it is no file of ours; else its result is told by a command."""
    spec = LISTS[its.list_name]
    path = shelf.staging_path(runtime.settings, its.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with new_staging(path) as staging:
        _read(runtime, its, staging, renew)
        if not staging.count() and not staging.bad:
            raise FileEmpty
        if spec.has_records:
            _mark_known(runtime, its, staging, renew)
        lines = staging.totals(spec.name == "cases", spec.has_records)
        if len(lines) > MOST_LINES:
            raise FileTooManyMonths
        args = {
            "import_id": its.id,
            "good": staging.count() - staging.count_elsewhere(),
            "bad": staging.bad,
            "duplicates": staging.count_elsewhere() + sum(line.overlap for line in lines),
            "lines": [vars(line) for line in lines],
        }
    runtime.perform("import.end_check", args, system_actor(its.org))


def _read(runtime: Runtime, its: Import, staging: Staging, renew: Renew) -> None:
    rows = open_file(shelf.source_path(runtime.settings, its.id))
    reader, rows = _reader(runtime, its, rows)
    head = next(column.title for column in LISTS[its.list_name].columns)
    count = 0
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        _keep(staging, reader, batch, head)
        count += len(batch)
        renew()
        if count % ROWS_A_WORD == 0:
            args = {"import_id": its.id, "done": batch[-1].read, "total": batch[-1].whole}
            runtime.perform("import.note_progress", args, system_actor(its.org))


def _keep(staging: Staging, reader: RowReader, batch: list[FileRow], head: str) -> None:
    good: list[ReadRow] = []
    for row in batch:
        if not any(cell not in (None, "") for cell in row.cells):
            continue
        found = reader.read(row.number, row.cells)
        if isinstance(found, ReadRow):
            good.append(found)
        else:
            staging.note(found)
    staging.add(good, head)


def _reader(
    runtime: Runtime, its: Import, rows: Iterator[FileRow]
) -> tuple[RowReader, Iterator[FileRow]]:
    """Finds the head, which may stand below a title, and what will read the rows below it."""
    spec, today = LISTS[its.list_name], local_day(runtime.clock.now())
    first: FileRow | None = None
    for row in islice(rows, MOST_ABOVE + 1):
        places = places_of(spec, row.cells)
        if places is not None:
            return _reader_at(runtime, its, spec, places, today), rows
        first = first or (row if any(row.cells) else None)
    if first is None:
        raise FileEmpty
    raise wrong_columns(spec, first.cells)


def _reader_at(
    runtime: Runtime, its: Import, spec: ListSpec, places: list[int], today: date
) -> RowReader:
    with runtime.reading() as session:
        units = list_named_units(session, its.org)
    return RowReader(spec, places, Directory(units, spec.unit_kinds), today)


def _mark_known(runtime: Runtime, its: Import, staging: Staging, renew: Renew) -> None:
    """Which references are stored already: what is replaced by this file, and what is not."""
    records, _ = queries.TABLES[its.list_name]
    brought: set[Place] = staging.places_by_kind() if its.list_name == "cases" else staging.places()
    for places in staging.references(ROWS_AT_ONCE):
        with runtime.asking() as session:
            known = queries.places_of_known(session, its.org, records, list(places))
        marks = {
            places[reference]: SAME if place in brought else ELSEWHERE
            for reference, place in known.items()
        }
        staging.mark(marks)
        renew()
