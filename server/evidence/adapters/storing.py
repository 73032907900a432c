"""Evidence: where sealed originals and their re-encoded copies are kept."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["originals", "display", "thumbnail"]
KINDS: tuple[Kind, ...] = ("originals", "display", "thumbnail")
HASH = re.compile(r"[0-9a-f]{64}")
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
        sha256 = self.key.rpartition("/")[2]
        return sha256 if HASH.fullmatch(sha256) and self.key == place(sha256) else None


class BlobStore(Protocol):
    """Bytes by kind and by the SHA-256 of the original; the same photo twice is stored once."""

    def put(self, kind: Kind, sha256: str, content: bytes) -> None:
        """Keep these bytes; durable on return. Putting them again changes nothing."""
        ...

    def find(self, kind: Kind, sha256: str) -> bytes | None:
        """The bytes, or None where there are none."""
        ...

    def find_size(self, kind: Kind, sha256: str) -> int | None:
        """How many bytes there are, or None where there are none."""
        ...

    def open(self, kind: Kind, sha256: str) -> Iterator[bytes] | None:
        """The bytes in pieces, or None where there are none."""
        ...

    def walk(self, kind: Kind) -> Iterator[Stored]:
        """All that lies there, in any order; what is not ours too, what is being written not."""
        ...

    def check_ready(self) -> None:
        """OSError where the store does not take anything now."""
        ...


def place(sha256: str) -> str:
    """Where a blob lies below its kind. Names are hashes, never a user's."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def check_original(kind: Kind, sha256: str, content: bytes) -> None:
    """An original is kept under no other name than its own hash, so nothing overwrites it."""
    if kind == "originals" and hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"these bytes are not {sha256}")
