"""Bench: what a phone loads before it can show its first screen."""

import gzip
import json
import re
from pathlib import Path

from bench.results import ROOT, Figure

DIST = ROOT / "pwa" / "dist"
LIMIT_KB = 150
LEVEL = 6


def measure() -> list[Figure]:
    """Gzipped JS and CSS that index.html names, with all that these import at once."""
    names = _first_screen_files()
    total = sum(_gzipped(DIST / name) for name in names) / 1024
    note = f"{len(names)} files; sign-in page and home page loaded at the start"
    return [
        Figure("first-screen-kb", round(total, 1), "KB gzipped", "JS+CSS", f"≤{LIMIT_KB}", note)
    ]


def _first_screen_files() -> list[str]:
    manifest = json.loads((DIST / ".vite" / "manifest.json").read_text())
    names: set[str] = set()
    entries = [key for key, chunk in manifest.items() if chunk.get("isEntry")]
    entries += [key for key in manifest if re.search(r"/(LoginPage|HomePage|TodayPage)\.vue$", key)]
    waiting = entries
    while waiting:
        chunk = manifest[waiting.pop()]
        if chunk["file"] not in names:
            names |= {chunk["file"], *chunk.get("css", [])}
            waiting += chunk.get("imports", [])
    return sorted(name for name in names if name.endswith((".js", ".css")))


def _gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), LEVEL))
