"""Planning rules: the frozen population of a draw (冻结总体): lines, strata, ordinals and hashes.

A row is one line: its canonical JSON, an array that begins with the row's id. A stratum is its
lines in the order of ids; a line's ordinal is its place there, from 0. Who is left out stands in
such lists too, by rule and key. The population's hash covers all lists, sorted by rule and key.
"""

import struct
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256

from pydantic_core import to_json

# Rows that lie together: one block is one row of the database.
BLOCK = 2048
ID_BYTES = 8
PRINT_BYTES = 8


@dataclass(frozen=True)
class StratumFacts:
    """A frozen list: why it is left out ("" for a stratum), its key, how many, its hash."""

    rule: str
    key: str
    size: int
    hash: str


def key_of(values: Sequence[str]) -> str:
    """A stratum's name in hashes and random numbers: the JSON of what it is divided by."""
    return to_json(list(values)).decode()


def line_of(values: Sequence[object]) -> bytes:
    """Canonical JSON: UTF-8, no spaces, days as 2026-11-30, nothing escaped that need not be."""
    return to_json(values)


def print_of(line: bytes) -> bytes:
    """A row's fingerprint: it tells which row was altered; that one was, the list's hash tells."""
    return blake2b(line, digest_size=PRINT_BYTES).digest()


def population_hash(lists: Iterable[StratumFacts]) -> str:
    """SHA-256 of one line for each list: the JSON of rule, key, size and hash, sorted."""
    digest = sha256()
    for its in sorted(lists, key=lambda its: (its.rule, its.key)):
        digest.update(to_json([its.rule, its.key, its.size, its.hash]) + b"\n")
    return digest.hexdigest()


def pack_ids(ids: Sequence[int]) -> bytes:
    """Eight bytes each, the lowest first."""
    return struct.pack(f"<{len(ids)}q", *ids)


def unpack_ids(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // ID_BYTES}q", packed)


def ids_in(packed: bytes) -> Sequence[int]:
    """The ids of a block, of which few are needed: none is read before it is asked for."""
    return memoryview(packed).cast("q") if sys.byteorder == "little" else unpack_ids(packed)


def split_prints(packed: bytes) -> list[bytes]:
    return [packed[at : at + PRINT_BYTES] for at in range(0, len(packed), PRINT_BYTES)]
