"""Planning: where imported files lie while they are worked on: a folder each in the data folder."""

import hashlib
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from server.core.settings import MEGABYTE, Settings
from server.planning.rules.files import FileTooLarge

FOLDER = "imports"
SOURCE, STAGING, DRAFT = "source", "staging.sqlite3", "source.new"
MOST_BYTES = 300 * MEGABYTE
PIECE = MEGABYTE


@dataclass(frozen=True)
class Received:
    """A file that lies on the shelf."""

    size: int
    sha256: str


def folder_of(settings: Settings, import_id: str) -> Path:
    """Names of folders are hashes, never what somebody sent."""
    name = hashlib.sha256(import_id.encode()).hexdigest()
    return settings.data_dir / FOLDER / name


def source_path(settings: Settings, import_id: str) -> Path:
    return folder_of(settings, import_id) / SOURCE


def staging_path(settings: Settings, import_id: str) -> Path:
    return folder_of(settings, import_id) / STAGING


def receive(settings: Settings, import_id: str, stream: IO[bytes]) -> Received:
    """Take a file piece by piece: all of it, or none."""
    folder = folder_of(settings, import_id)
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    draft = folder / DRAFT
    try:
        with draft.open("wb") as file:
            while piece := stream.read(PIECE):
                size += len(piece)
                if size > MOST_BYTES:
                    raise FileTooLarge(most=MOST_BYTES)
                digest.update(piece)
                file.write(piece)
        draft.replace(folder / SOURCE)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return Received(size, digest.hexdigest())


def forget(settings: Settings, import_id: str) -> None:
    shutil.rmtree(folder_of(settings, import_id), ignore_errors=True)


def sweep(settings: Settings, kept: Collection[str], older_than: float) -> int:
    """Remove folders of imports that are not among these, last changed before an instant."""
    names = {folder_of(settings, import_id).name for import_id in kept}
    root, count = settings.data_dir / FOLDER, 0
    for folder in root.iterdir() if root.is_dir() else ():
        if folder.name not in names and folder.stat().st_mtime < older_than:
            shutil.rmtree(folder, ignore_errors=True)
            count += 1
    return count
