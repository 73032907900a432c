"""Hub: the digest, a sum over a scope's rows; where two sums differ, the rows do."""

import hashlib

MODULUS = 2**48
_BYTES = 6


def row_digest(entity: str, row_id: str, version: int) -> int:
    """One row's part: the first 48 bits of SHA-256("entity/row_id@version")."""
    content = hashlib.sha256(f"{entity}/{row_id}@{version}".encode()).digest()
    return int.from_bytes(content[:_BYTES], "big")


def digest_text(total: int) -> str:
    """A sum as the wire tells it: 12 hex digits."""
    return f"{total % MODULUS:012x}"
