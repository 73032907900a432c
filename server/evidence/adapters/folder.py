"""Evidence: a store in a local folder outside every web root."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from server.evidence.adapters.durable import DRAFT, copy_durably, write_durably
from server.evidence.adapters.storing import (
    PIECE,
    Kind,
    Stored,
    check_original,
    check_removable,
    place,
)


@dataclass(frozen=True)
class FolderBlobs:
    """A BlobStore of files."""

    root: Path

    def put(self, kind: Kind, name: str, content: bytes) -> None:
        check_original(kind, name, content)
        # Written even where it is there already: a crash may have kept the name but not the
        # folder's fsync, and we are about to confirm.
        write_durably(self._path(kind, name), content)

    def put_file(self, kind: Kind, name: str, path: Path) -> None:
        copy_durably(path, self._path(kind, name))

    def remove(self, kind: Kind, name: str) -> None:
        check_removable(kind)
        self._path(kind, name).unlink(missing_ok=True)

    def find(self, kind: Kind, name: str) -> bytes | None:
        try:
            return self._path(kind, name).read_bytes()
        except FileNotFoundError:
            return None

    def find_size(self, kind: Kind, name: str) -> int | None:
        try:
            return self._path(kind, name).stat().st_size
        except FileNotFoundError:
            return None

    def open(self, kind: Kind, name: str) -> Iterator[bytes] | None:
        path = self._path(kind, name)
        return _pieces(path) if path.is_file() else None

    def walk(self, kind: Kind) -> Iterator[Stored]:
        top = self.root / kind
        for folder, _, names in os.walk(top):
            for name in names:
                path = Path(folder, name)
                if not name.startswith(DRAFT) and path.is_file():
                    yield Stored(path.relative_to(top).as_posix(), path.stat().st_size)

    def check_ready(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / ".ready").write_text("")

    def _path(self, kind: Kind, name: str) -> Path:
        return self.root / kind / place(name)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
