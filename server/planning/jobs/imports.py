"""Planning: works on imports in the background: checks files, stores rows, takes them back.

It may be killed anywhere: a check begins anew, everything else goes on behind what is committed.
"""

from datetime import timedelta
from typing import Any

import structlog

from server.core.actor import system_actor
from server.core.leasing import MOST_TRIES, Books, LeaseLost, Taken
from server.core.runtime import Runtime
from server.planning.adapters import shelf
from server.planning.adapters.staging import Batch, open_staging
from server.planning.adapters.storing import store_rows
from server.planning.jobs.checking import check
from server.planning.models.imports import Import, ImportWork
from server.planning.queries import imports as queries
from server.planning.rules.files import FileRefused
from server.planning.rules.imports import (
    MOVING,
    ROWS_AT_ONCE,
    ImportBatchStale,
    ImportNotChecked,
)

BOOKS = Books(ImportWork)
# Then a worker looks whether it should stop.
MOST_AT_ONCE = 3
# What was wrong with a file can be fetched for so long after its import has ended.
KEPT = timedelta(days=30)


class ImportOver(Exception):
    """Somebody has cancelled it, or another worker has done it."""


def run_imports(runtime: Runtime) -> int:
    """Work on what is due; how many imports were tried."""
    for count in range(MOST_AT_ONCE):
        taken = BOOKS.take_due(runtime)
        if taken is None:
            return count
        _try(runtime, taken)
    return MOST_AT_ONCE


def sweep_imports(runtime: Runtime) -> int:
    """Remove the files of imports that ended long ago; how many."""
    with runtime.reading() as session:
        kept = queries.list_unfinished(session)
    older_than = (runtime.clock.now() - KEPT).timestamp()
    return shelf.sweep(runtime.settings, kept, older_than)


def _try(runtime: Runtime, taken: Taken) -> None:
    try:
        _work_on(runtime, taken)
    except LeaseLost:
        return
    except (ImportOver, ImportNotChecked):
        BOOKS.finish(runtime, taken)
    except FileRefused as refusal:
        _refuse(runtime, taken, refusal)
    except Exception as error:
        _note_failure(runtime, taken, error)
    else:
        BOOKS.finish(runtime, taken)


def _work_on(runtime: Runtime, taken: Taken) -> None:
    its = _load(runtime, taken)
    if its.state == "waiting":
        check(runtime, its, lambda: BOOKS.renew(runtime, taken))
        return
    while its.state in MOVING:
        BOOKS.renew(runtime, taken)
        _run_batch(runtime, its)
        its = _load(runtime, taken)
    _tidy(runtime, its)


def _load(runtime: Runtime, taken: Taken) -> Import:
    with runtime.reading() as session:
        found = queries.find_import(session, taken.org, taken.id)
    if found is None or found.state in ("cancelled", "refused"):
        raise ImportOver
    return found


def _run_batch(runtime: Runtime, its: Import) -> None:
    args: dict[str, Any] = {"import_id": its.id, "phase": its.phase, "number": its.batches}
    try:
        if its.phase == "store":
            _store(runtime, its, args)
        else:
            runtime.perform("import.run_batch", args, system_actor(its.org))
    except ImportBatchStale as stale:
        raise ImportOver from stale


def _store(runtime: Runtime, its: Import, args: dict[str, Any]) -> None:
    batch = _next_batch(runtime, its)
    told = {
        "rows": len(batch.rows),
        "upto": batch.upto,
        "is_last": len(batch.rows) < ROWS_AT_ONCE,
        "digest": batch.digest if batch.rows else "",
    }
    runtime.perform(
        "import.run_batch",
        {**args, **told},
        system_actor(its.org),
        mass=lambda session: store_rows(session, its, batch.rows),
    )


def _next_batch(runtime: Runtime, its: Import) -> Batch:
    with open_staging(shelf.staging_path(runtime.settings, its.id)) as staging:
        return staging.batch(its.cursor, ROWS_AT_ONCE, is_replacing=its.mode == "replace")


def _tidy(runtime: Runtime, its: Import) -> None:
    """The rows are stored or gone; what was wrong may still be fetched."""
    shelf.source_path(runtime.settings, its.id).unlink(missing_ok=True)
    path = shelf.staging_path(runtime.settings, its.id)
    if path.is_file():
        with open_staging(path) as staging:
            staging.keep_mistakes_only()


def _refuse(runtime: Runtime, taken: Taken, refusal: FileRefused) -> None:
    with runtime.reading() as session:
        its = queries.find_import(session, taken.org, taken.id)
    if its is not None and its.state in MOVING:
        # It was confirmed, and the file is gone now: no second try will find it.
        runtime.perform("import.fail", {"import_id": its.id}, system_actor(taken.org))
    else:
        args = {"import_id": taken.id, "problem": refusal.slug, "text": str(refusal)}
        runtime.perform("import.refuse", args, system_actor(taken.org))
        shelf.forget(runtime.settings, taken.id)
    BOOKS.finish(runtime, taken)


def _note_failure(runtime: Runtime, taken: Taken, error: Exception) -> None:
    what = f"{type(error).__name__}: {error}"
    told = {"import_id": taken.id, "tries": taken.tries}
    structlog.get_logger().error("import", error=what, **told)
    if taken.tries < MOST_TRIES:
        BOOKS.postpone(runtime, taken, what)
        return
    runtime.perform("import.fail", {"import_id": taken.id}, system_actor(taken.org))
    BOOKS.finish(runtime, taken)
