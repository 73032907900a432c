"""Reports, pure rules: what a slip's hash covers, and what its verification page says of one."""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any, Literal

# So much of the hash stands on the paper and in the QR code.
SHOWN = 16
HEX = frozenset("0123456789abcdef")
Verdict = Literal["same", "newer", "gone", "unknown"]
# Its paper is good for nothing any more, whichever version it is.
GONE = ("withdrawn", "voided")


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of the slip's content as canonical JSON, hex."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def verdict_on(printed: str, present: str, known: Collection[str], state: str) -> Verdict:
    """What the hash on a paper says: as it is now, as it was once, void, or nothing of ours.

    Only the whole printed part counts: a few letters would fit many.
    """
    if not is_printed_hash(printed):
        return "unknown"
    if not any(each.startswith(printed) for each in (present, *known)):
        return "unknown"
    if state in GONE:
        return "gone"
    return "same" if present.startswith(printed) else "newer"


def is_printed_hash(text: str) -> bool:
    """Whether this can be what stands on a paper."""
    return len(text) == SHOWN and set(text) <= HEX


def verification_path(token: str, content: str) -> str:
    """What the QR code leads to on this installation."""
    return f"/v/{token}?h={content[:SHOWN]}"
