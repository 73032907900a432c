"""Evidence: photos looked at for what is suspicious (疑点); each finding becomes a flag once."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from server.core.actor import system_actor
from server.core.replication import list_orgs
from server.core.runtime import Runtime
from server.evidence.adapters.examination import find_suspicions, flag_id_of
from server.evidence.queries.suspicion import list_arrived
from server.evidence.rules import PhotoUnknown

PAGE = 200


def examine(runtime: Runtime, org: str, photo_id: str) -> None:
    """Flag all that is suspicious about a photo, as a step of what is done with each."""
    examine_photo(runtime, org, photo_id)


def examine_photo(runtime: Runtime, org: str, photo_id: str) -> int:
    """How many flags were new. May run again, or twice at once: a finding is stored once."""
    found = find_suspicions(runtime, org, photo_id)
    for one in found:
        args = {
            "flag_id": flag_id_of(one),
            "photo_id": one.photo_id,
            "kind": one.kind,
            "other_photo_id": one.other_photo_id,
            "details": dict(one.details),
        }
        # Taken back meanwhile: nothing is left to ask about.
        with suppress(PhotoUnknown):
            runtime.perform("photo.flag", args, system_actor(org))
    return len(found)


def examine_photos(runtime: Runtime, photo_ids: Sequence[str] = ()) -> Iterator[int]:
    """Examine these photos, or every one that is there; tells of each how many flags were new."""
    with runtime.reading() as session:
        orgs = list_orgs(session)
    for org in orgs:
        for photo_id in photo_ids or _arrived(runtime, org):
            yield examine_photo(runtime, org, photo_id)


def _arrived(runtime: Runtime, org: str) -> Iterator[str]:
    after = ""
    while True:
        with runtime.reading() as session:
            ids = list_arrived(session, org, after, PAGE)
        if not ids:
            return
        yield from ids
        after = ids[-1]
