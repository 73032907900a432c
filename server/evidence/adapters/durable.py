"""Evidence: files that survive a power cut once the call has returned (I9)."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkstemp
from typing import IO

DRAFT = ".new-"


def write_durably(path: Path, content: bytes) -> None:
    """Put a whole file in place, or leave what was there; never half of it."""
    _fill_durably(path, lambda file: file.write(content))


def copy_durably(source: Path, path: Path) -> None:
    """The same from another file, however large."""
    with source.open("rb") as content:
        _fill_durably(path, lambda file: shutil.copyfileobj(content, file))


def _fill_durably(path: Path, fill: Callable[[IO[bytes]], object]) -> None:
    prepare_folder(path.parent)
    descriptor, draft = mkstemp(dir=path.parent, prefix=DRAFT)
    try:
        with os.fdopen(descriptor, "wb") as file:
            fill(file)
            sync_file(file)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_file(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """A new name in a folder is durable only once the folder itself is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def prepare_folder(folder: Path) -> None:
    """Make the folder with its parents, each of them durable in its own parent."""
    if folder.is_dir():
        return
    prepare_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)
