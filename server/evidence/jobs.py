"""Evidence: what is done with each photo in the background, and with all of them at night.

A step may be killed anywhere and is then run again; so whatever it does, doing it twice must be the
same as doing it once. What matters more than that it changes by a command.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import structlog

from server.core.actor import system_actor
from server.core.queue import wake
from server.core.runtime import Runtime
from server.evidence import queries
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.copies import make_missing
from server.evidence.adapters.examining import examine
from server.evidence.adapters.storing import digest_of
from server.evidence.adapters.verifying import Flaw, Verification
from server.evidence.adapters.work import Taken, finish, has_due, postpone, take_due

# Named one by one in the log; more than these are only counted.
LOGGED = 200
# Then a worker looks whether it should stop.
MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Step:
    """Something to do with each photo whose bytes have come: (runtime, org, photo_id)."""

    name: str
    run: Callable[[Runtime, str, str], None]


class OriginalLost(Exception):
    """The store does not give back what it said that it had kept."""


def read_back(runtime: Runtime, org: str, photo_id: str) -> None:
    """Read what the store has kept, hash it again, and make the copies that are not there."""
    with runtime.reading() as session:
        photo = queries.find_photo(session, system_actor(org), photo_id)
    if photo is None:
        return
    pieces = blob_store(runtime.settings).open("originals", photo.sha256)
    if pieces is None or digest_of(pieces) != photo.sha256:
        raise OriginalLost(photo.sha256)
    make_missing(runtime.settings, photo)


# In this order for each photo; a name is kept in the database until its step is done.
STEPS = (Step("read-back", read_back), Step("examine", examine))


def run_due(runtime: Runtime, steps: Sequence[Step] = STEPS) -> int:
    """Do what is due, but not for ever; says how many steps were tried.

    While there is more, another worker is woken, or this one again.
    """
    by_name = {step.name: step for step in steps}
    for count in range(MOST_AT_ONCE):
        taken = take_due(runtime, list(by_name))
        if taken is None:
            return count
        _call_for_help(runtime)
        _try(runtime, taken, by_name)
    return MOST_AT_ONCE


def _call_for_help(runtime: Runtime) -> None:
    with runtime.asking() as session:
        is_more = has_due(session, runtime.clock.now())
    if is_more:
        wake(runtime.settings)


def _try(runtime: Runtime, taken: Taken, steps: dict[str, Step]) -> None:
    try:
        steps[taken.step].run(runtime, taken.org, taken.photo_id)
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        postpone(runtime, taken, what)
        told = {"photo_id": taken.photo_id, "step": taken.step, "tries": taken.tries}
        structlog.get_logger().error("photo work", error=what, **told)
    else:
        finish(runtime, taken)


def verify_nightly(runtime: Runtime, day: date) -> int:
    """Read through all photos, or tonight's part of them; says how many flaws it found; a store
    that does not answer is one.

    Each photo has its night by its hash, so that none is left out and none is luckier. Missing
    copies are made again at once: nobody should wait for them until morning.
    """
    nights = runtime.settings.verify_nights
    tonight = day.toordinal() % nights
    verification = Verification(
        runtime, is_repairing=True, wants=lambda sha256: int(sha256[:8], 16) % nights == tonight
    )
    flaws = 0
    try:
        for flaw in verification.run():
            flaws += not flaw.is_healed
            if flaws <= LOGGED:
                _log(flaw)
    except OSError as error:
        structlog.get_logger().error("photos not verified", error=str(error))
        return flaws + 1
    structlog.get_logger().info(
        "photos verified", photos=verification.photos, bytes=verification.size, flaws=flaws
    )
    return flaws


def _log(flaw: Flaw) -> None:
    logger = structlog.get_logger()
    log = logger.warning if flaw.is_healed else logger.error
    log("photo flaw", org=flaw.org, place=flaw.place, flaw=flaw.kind)
