"""Reports: where prints lie: parts in the data folder while they are made, files in the store."""

import hashlib
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pikepdf

from server.core.settings import Settings
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.durable import prepare_folder, write_durably

FOLDER = "prints"
WHOLE = "whole.pdf"


def file_name(print_id: str) -> str:
    """Names in the store are hashes, never what somebody sent."""
    return hashlib.sha256(print_id.encode()).hexdigest()


def work_folder(settings: Settings, print_id: str) -> Path:
    return settings.data_dir / FOLDER / file_name(print_id)


def part_path(settings: Settings, print_id: str, number: int) -> Path:
    return work_folder(settings, print_id) / f"part-{number:04d}.pdf"


def keep_part(path: Path, slips: Sequence[bytes]) -> None:
    """Some slips as one file, whole or not at all: what is there is not made again."""
    prepare_folder(path.parent)
    pieces = [path.parent / f"slip-{number:04d}.pdf" for number in range(len(slips))]
    for piece, content in zip(pieces, slips, strict=True):
        piece.write_bytes(content)
    draft = path.parent / "part.new"
    join(pieces, draft)
    write_durably(path, draft.read_bytes())
    for piece in (*pieces, draft):
        piece.unlink()


def join(pieces: Sequence[Path], target: Path) -> int:
    """One file of several; how many pages it has. Pages are copied when it is written."""
    whole, opened = pikepdf.Pdf.new(), list[pikepdf.Pdf]()
    try:
        for piece in pieces:
            opened.append(pikepdf.open(piece))
            whole.pages.extend(opened[-1].pages)
        count = len(whole.pages)
        whole.save(target)
    finally:
        for pdf in (*opened, whole):
            pdf.close()
    return count


def finish(settings: Settings, print_id: str, parts: Sequence[Path]) -> tuple[int, int]:
    """Put the whole file into the store; its pages, and its size in bytes."""
    whole = work_folder(settings, print_id) / WHOLE
    pages = join(parts, whole)
    size = whole.stat().st_size
    blob_store(settings).put_file("prints", file_name(print_id), whole)
    return pages, size


def forget_parts(settings: Settings, print_id: str) -> None:
    shutil.rmtree(work_folder(settings, print_id), ignore_errors=True)


def open_print(settings: Settings, print_id: str) -> Iterator[bytes] | None:
    return blob_store(settings).open("prints", file_name(print_id))


def sweep(settings: Settings, kept: Collection[str]) -> int:
    """Remove all files that belong to no print of these; how many."""
    names, store, count = {file_name(print_id) for print_id in kept}, blob_store(settings), 0
    for stored in list(store.walk("prints")):
        name = stored.key.rpartition("/")[2]
        if name not in names:
            store.remove("prints", name)
            count += 1
    folder = settings.data_dir / FOLDER
    for left in folder.iterdir() if folder.is_dir() else ():
        if left.name not in names:
            shutil.rmtree(left, ignore_errors=True)
    return count
