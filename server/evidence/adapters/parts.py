"""Evidence: part files, the bytes of uploads that are not complete yet."""

import os
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from typing import IO

from server.core.settings import Settings
from server.evidence.adapters.durable import prepare_folder, sync_file, sync_folder


@dataclass(frozen=True)
class PartFiles:
    """One file per upload, named by the id that the server gave it."""

    folder: Path

    def size(self, upload_id: str) -> int:
        """Bytes in the file; 0 where it is lost or not begun."""
        try:
            return self._path(upload_id).stat().st_size
        except FileNotFoundError:
            return 0

    def write(self, upload_id: str, offset: int, source: IO[bytes]) -> None:
        """Put bytes at an offset, durably. What a crash left beyond it is overwritten."""
        prepare_folder(self.folder)
        path = self._path(upload_id)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.seek(offset)
            copyfileobj(source, file)
            sync_file(file)
        if offset == 0:
            sync_folder(self.folder)

    def read(self, upload_id: str, length: int) -> bytes:
        """The first `length` bytes; none where another request has settled the upload."""
        try:
            with self._path(upload_id).open("rb") as file:
                return file.read(length)
        except FileNotFoundError:
            return b""

    def drop(self, upload_id: str) -> None:
        self._path(upload_id).unlink(missing_ok=True)

    def _path(self, upload_id: str) -> Path:
        return self.folder / f"{upload_id}.part"


def part_files(settings: Settings) -> PartFiles:
    """The part files of this installation."""
    return PartFiles(settings.data_dir / "uploads")
