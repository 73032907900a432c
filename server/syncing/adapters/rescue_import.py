"""Syncing: a whole rescue file, page by page and photo by photo."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO

from server.core.actor import system_actor
from server.core.runtime import Runtime
from server.core.settings import APP_VERSION
from server.syncing.adapters.rescue import Rescue, open_rescue
from server.syncing.adapters.rescue_file import RescuedEntry, RescuedPicture, RescueFile
from server.syncing.rules import RescueStopped
from sync.hub.wire import MOST_MUTATIONS, PROTOCOL, Mutation, PushRequest, PushResponse

UNANSWERED = ("pending", "sending")
# A command that blows up halts its push until it is parked; a busy database halts it for longer.
MOST_TRIES = 6
MUTATION_FIELDS = set(Mutation.model_fields)

Progress = Callable[[str], None]


@dataclass
class Summary:
    """What an import did. `known` was on the server before, `answered` in the file itself.

    `refused` holds command, code and title; `photos_refused` photo and code.
    """

    applied: int = 0
    known: int = 0
    answered: int = 0
    refused: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    photos_present: int = 0
    photos_already: int = 0
    photos_refused: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def lines(self) -> list[str]:
        """The summary for a console."""
        return [
            f"已生效 / applied: {self.applied}",
            f"服务器已有 / known already: {self.known}",
            f"导出前已有结果 / answered before: {self.answered}",
            f"被拒绝 / refused: {len(self.refused)}",
            *(f"  {name}  {code}  {title}" for name, code, title in self.refused),
            f"照片 / photos: 已送达 / present {self.photos_present}, "
            f"原已在 / already {self.photos_already}, 被拒绝 / refused {len(self.photos_refused)}",
            *(f"  {photo_id}  {code}" for photo_id, code in self.photos_refused),
        ]


def import_file(runtime: Runtime, file: RescueFile, progress: Progress) -> Summary:
    """Bring a file in, as its owner; again and again if need be, the result is the same.

    UserUnknown where the database has no such person, RescueStopped where it cannot go on now.
    """
    user = file.manifest.user
    rescue = open_rescue(runtime, system_actor(user.org), user.id)
    entries = [its for its in file.manifest.mutations if its.state in UNANSWERED]
    summary = Summary(answered=len(file.manifest.mutations) - len(entries))
    done = 0
    for page in _pages(entries):
        _import_page(rescue, page, summary)
        done += len(page)
        progress(f"操作 / edits {done}/{len(entries)}")
    for number, picture in enumerate(file.manifest.photos, 1):
        _import_photo(rescue, picture, file, summary)
        progress(f"照片 / photos {number}/{len(file.manifest.photos)}")
    return summary


def _pages(entries: list[RescuedEntry]) -> Iterator[list[RescuedEntry]]:
    """At most one push's worth of one client each, in the order in which they were made."""
    by_client: dict[str, list[RescuedEntry]] = {}
    for entry in entries:
        by_client.setdefault(entry.client_id, []).append(entry)
    for its in by_client.values():
        its.sort(key=lambda entry: entry.seq)
        for start in range(0, len(its), MOST_MUTATIONS):
            yield its[start : start + MOST_MUTATIONS]


def _import_page(rescue: Rescue, page: list[RescuedEntry], summary: Summary) -> None:
    request = PushRequest(
        protocol=PROTOCOL,
        client_id=page[0].client_id,
        app=APP_VERSION,
        sent_at=rescue.runtime.clock.now(),
        mutations=[
            Mutation.model_validate(its.model_dump(include=MUTATION_FIELDS)) for its in page
        ],
    )
    known = rescue.find_known(request)
    names = {its.uid: its.name for its in page}
    for result in _pushed(rescue, request).results:
        if result.uid in known:
            summary.known += 1
        elif result.status == "applied":
            summary.applied += 1
        else:
            reason = (names[result.uid], result.code or result.status, result.title or "")
            summary.refused.append(reason)


def _pushed(rescue: Rescue, request: PushRequest) -> PushResponse:
    response = rescue.push(request)
    for _ in range(MOST_TRIES - 1):
        if response.halt is None or response.halt.code != "transient":
            break
        response = rescue.push(request)
    if response.halt is not None:
        raise RescueStopped(halt=response.halt.code)
    return response


def _import_photo(
    rescue: Rescue, picture: RescuedPicture, file: RescueFile, summary: Summary
) -> None:
    if picture.length > rescue.runtime.settings.max_photo_bytes:
        summary.photos_refused.append((picture.photo_id, "too-large"))
        return
    stream = BytesIO(file.content(picture))
    outcome = rescue.take_photo(picture.photo_id, picture.length, stream)
    if outcome.state == "present":
        summary.photos_present += 1
    elif outcome.state == "already":
        summary.photos_already += 1
    else:
        summary.photos_refused.append((picture.photo_id, outcome.code or ""))
