"""Evidence: where sealed originals and their re-encoded copies are kept."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from server.core.settings import Settings
from server.evidence.adapters.durable import write_durably

Kind = Literal["originals", "display", "thumbnail"]


class BlobStore(Protocol):
    """Bytes by kind and by the SHA-256 of the original; the same photo twice is stored once."""

    def put(self, kind: Kind, sha256: str, content: bytes) -> None:
        """Keep these bytes; durable on return. Putting them again changes nothing."""
        ...

    def find(self, kind: Kind, sha256: str) -> bytes | None:
        """The bytes, or None where there are none."""
        ...


@dataclass(frozen=True)
class FolderBlobs:
    """A BlobStore in a local folder outside every web root. Names are hashes, never a user's."""

    root: Path

    def put(self, kind: Kind, sha256: str, content: bytes) -> None:
        # Written even where it is there already: a crash may have kept the name but not the
        # folder's fsync, and we are about to confirm.
        write_durably(self._path(kind, sha256), content)

    def find(self, kind: Kind, sha256: str) -> bytes | None:
        try:
            return self._path(kind, sha256).read_bytes()
        except FileNotFoundError:
            return None

    def _path(self, kind: Kind, sha256: str) -> Path:
        return self.root / kind / sha256[:2] / sha256[2:4] / sha256


def blob_store(settings: Settings) -> BlobStore:
    """The store of this installation."""
    return FolderBlobs(settings.photo_dir)
