"""Planning: takes a file or a batch of rows in, and has a worker look at it."""

import csv
from collections.abc import Iterable, Mapping
from typing import IO, Any

from server.core.actor import Actor
from server.core.problems import IdTaken
from server.core.queue import wake
from server.core.runtime import Runtime
from server.planning.adapters import shelf
from server.planning.models.imports import Import
from server.planning.queries.imports import find_import
from server.planning.rules.lists import LISTS

LONGEST_NAME = 200


def take_file(
    runtime: Runtime, actor: Actor, import_id: str, told: Mapping[str, str], stream: IO[bytes]
) -> Import:
    """The import that the file has become; the same file under the same id is taken once.

    `told` has its list, its source and the name that its sender gives it.
    """
    known = _find(runtime, actor, import_id)
    if known is not None:
        # The answer was lost on its way: the file lies here, and must not be overwritten.
        if (known.list_name, known.user_id) != (told["list_name"], actor.user_id):
            raise IdTaken
        return known
    got = shelf.receive(runtime.settings, import_id, stream)
    args = {"import_id": import_id, **told, "size": got.size, "sha256": got.sha256}
    args["file_name"] = told["file_name"][:LONGEST_NAME]
    runtime.perform("import.receive", args, actor)
    wake(runtime.settings)
    found = _find(runtime, actor, import_id)
    assert found is not None
    return found


def write_rows(target: IO[str], name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows of the API as the file that a person would have sent."""
    columns = LISTS[name].columns
    writer = csv.writer(target)
    writer.writerow([column.title for column in columns])
    writer.writerows([row[column.key] for column in columns] for row in rows)


def _find(runtime: Runtime, actor: Actor, import_id: str) -> Import | None:
    with runtime.reading() as session:
        return find_import(session, actor.org, import_id)
