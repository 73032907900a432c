"""Evidence: where sealed originals and their re-encoded copies are kept."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Kind = Literal["originals", "display", "thumbnail", "prints"]
# What is kept of photos; prints (打印文件) lie beside them and are removed again.
KINDS: tuple[Kind, ...] = ("originals", "display", "thumbnail")
# An original's hash; a copy that also depends on something else has a hash of that behind it.
NAME = re.compile(r"([0-9a-f]{64})(?:-[0-9a-f]{16})?")
# How much of a file is in memory while it is looked through.
PIECE = 1024 * 1024


@dataclass(frozen=True)
class Stored:
    """Something that lies in the store; `size` in bytes. `key` is its place below the kind."""

    key: str
    size: int

    @property
    def sha256(self) -> str | None:
        """The original's hash that the place stands for; None where nothing of ours lies there."""
        name = NAME.fullmatch(self.key.rpartition("/")[2])
        return name[1] if name and self.key == place(name[0]) else None


class BlobStore(Protocol):
    """Bytes by kind and by name, the original's SHA-256; the same photo twice is stored once."""

    def put(self, kind: Kind, name: str, content: bytes) -> None:
        """Keep these bytes; durable on return. Putting them again changes nothing."""
        ...

    def put_file(self, kind: Kind, name: str, path: Path) -> None:
        """The same of a file that may be larger than memory; it stays where it is."""
        ...

    def remove(self, kind: Kind, name: str) -> None:
        """Take something away; nothing where it is not there. Never an original."""
        ...

    def find(self, kind: Kind, name: str) -> bytes | None:
        """The bytes, or None where there are none."""
        ...

    def find_size(self, kind: Kind, name: str) -> int | None:
        """How many bytes there are, or None where there are none."""
        ...

    def open(self, kind: Kind, name: str) -> Iterator[bytes] | None:
        """The bytes in pieces, or None where there are none."""
        ...

    def walk(self, kind: Kind) -> Iterator[Stored]:
        """All that lies there, in any order; what is not ours too, what is being written not."""
        ...

    def check_ready(self) -> None:
        """OSError where the store does not take anything now."""
        ...


def place(name: str) -> str:
    """Where a blob lies below its kind. Names are hashes, never a user's."""
    return f"{name[:2]}/{name[2:4]}/{name}"


def digest_of(pieces: Iterator[bytes]) -> str:
    """SHA-256 of what comes piece by piece, as hex."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def check_original(kind: Kind, name: str, content: bytes) -> None:
    """An original is kept under no other name than its own hash, so nothing overwrites it."""
    if kind == "originals" and hashlib.sha256(content).hexdigest() != name:
        raise ValueError(f"these bytes are not {name}")


def check_removable(kind: Kind) -> None:
    """Evidence stays; only what can be made again goes."""
    if kind == "originals":
        raise ValueError("originals are never removed")
