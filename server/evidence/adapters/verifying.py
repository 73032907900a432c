"""Evidence: do store, rows and journal still agree? Names each flaw; needs little memory.

Rows and keys are read page by page, files piece by piece, so it may run beside the server. What is
put into the store meanwhile has its row already, and is no flaw.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy.orm import Session

from server.core.runtime import Runtime
from server.evidence import queries, rules
from server.evidence.adapters import attachments
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.copies import make_missing, missing_copies
from server.evidence.adapters.facts import read_facts
from server.evidence.adapters.signatures import is_signed
from server.evidence.adapters.storing import KINDS, BlobStore, Kind, Stored, digest_of
from server.evidence.models import Photo
from server.evidence.rules import SealBroken

PAGE = 200
TOLD_EACH = 1000
# 哪里不对
WORDS: Mapping[str, str] = {
    "original-missing": "原件缺失",
    "original-altered": "原件被改动",
    "copy-missing": "副本缺失",
    "copy-made": "副本缺失，已重新生成",
    "facts-altered": "封存信息被改动",
    "signature-broken": "签名不成立",
    "key-missing": "签名设备的密钥不在登记中",
    "journal-missing": "日志中没有这张照片的登记",
    "journal-differs": "与日志登记的内容不符",
    "orphan": "没有记录对应的文件",
    "stray": "不属于照片存储的文件",
}
HEALED = frozenset({"copy-made"})


@dataclass(frozen=True)
class Flaw:
    """Something that is not as it should be: where (a photo's id, or a key), and what."""

    org: str
    place: str
    kind: str

    @property
    def is_healed(self) -> bool:
        return self.kind in HEALED

    @property
    def text(self) -> str:
        return f"{self.kind} {WORDS[self.kind]}"


@dataclass
class Verification:
    """One walk over everything, or over the photos that `wants` names by their hash.

    `photos` and `size`, in bytes, say how much was looked through so far; `tell` hears of them.
    """

    runtime: Runtime
    is_repairing: bool = False
    wants: Callable[[str], bool] = field(default=lambda _sha256: True)
    tell: Callable[[int, int], None] = field(default=lambda _photos, _size: None)
    photos: int = 0
    size: int = 0
    _told: int = 0

    def run(self) -> Iterator[Flaw]:
        """Each flaw as it is found; OSError where the store does not answer."""
        self._store.check_ready()
        yield from self._check_photos()
        yield from self._check_journal()
        for kind in KINDS:
            yield from self._check_keys(kind)

    @property
    def _store(self) -> BlobStore:
        return blob_store(self.runtime.settings)

    def _check_photos(self) -> Iterator[Flaw]:
        after = ""
        while page := self._page(after):
            for photo, key in page:
                if self.wants(photo.sha256):
                    self.photos += 1
                    kinds = (*self._check_bytes(photo), *_check_seal(photo, key))
                    yield from (Flaw(photo.org, photo.id, kind) for kind in kinds)
            after = page[-1][0].id
            self._tell_now_and_then()

    def _page(self, after: str) -> list[tuple[Photo, str | None]]:
        with self.runtime.reading() as session:
            return queries.list_present_with_key(session, after, PAGE)

    def _tell_now_and_then(self) -> None:
        if self.photos - self._told >= TOLD_EACH:
            self._told = self.photos
            self.tell(self.photos, self.size)

    def _check_bytes(self, photo: Photo) -> Iterator[str]:
        pieces = self._store.open("originals", photo.sha256)
        if pieces is None:
            yield "original-missing"
        elif digest_of(self._counted(pieces)) != photo.sha256:
            yield "original-altered"
        elif self.is_repairing and make_missing(self.runtime.settings, photo):
            yield "copy-made"
        elif missing_copies(self._store, photo):
            yield "copy-missing"

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.size += len(piece)
            yield piece

    def _check_journal(self) -> Iterator[Flaw]:
        with self.runtime.reading() as session:
            for found in attachments.find_differences(session):
                kind = "journal-missing" if found.number is None else "journal-differs"
                yield Flaw(found.org, found.photo_id, kind)

    def _check_keys(self, kind: Kind) -> Iterator[Flaw]:
        walk = self._store.walk(kind)
        while page := list(islice(walk, PAGE)):
            with self.runtime.reading() as session:
                yield from _unknown(session, kind, page)


def _unknown(session: Session, kind: Kind, page: list[Stored]) -> Iterator[Flaw]:
    """What belongs to no photo, now or ever: one that was taken back leaves its bytes."""
    hashes = {found.sha256 for found in page if found.sha256}
    known = queries.list_known_hashes(session, hashes)
    if known != hashes:
        known |= attachments.list_attached_hashes(session, hashes - known)
    for found in page:
        if found.sha256 not in known:
            yield Flaw("", f"{kind}/{found.key}", "orphan" if found.sha256 else "stray")


def _check_seal(photo: Photo, public_key: str | None) -> Iterator[str]:
    """R-69: the facts are those that were sealed, those of the row, and those that were signed."""
    if photo.facts is None:
        # Whoever takes the facts away leaves their hash, or takes that away too: see the journal.
        if photo.facts_hash or photo.seal != "none":
            yield "facts-altered"
        return
    if rules.facts_hash(photo.facts) != photo.facts_hash or not _agree(photo):
        yield "facts-altered"
    if photo.seal == "signed":
        if public_key is None:
            yield "key-missing"
        elif not is_signed(photo.facts, photo.signature, public_key):
            yield "signature-broken"


def _agree(photo: Photo) -> bool:
    """Whether the sealed facts tell what the row tells."""
    row = {"photo_id": photo.id, "user_id": photo.owner_id}
    try:
        sealed = read_facts(photo.facts or "").told
        told = {name: row.get(name) or getattr(photo, name) for name in sealed}
        rules.check_sealed(sealed, told)
    except SealBroken:
        return False
    return True
