"""Evidence bench: our intake of one photo beside the bare Pillow work, and beside pyvips."""

import hashlib
import json
import subprocess
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median

from PIL import Image

from bench.evidence.peers import install_vips
from server.core.settings import Settings
from server.evidence.adapters.folder import FolderBlobs
from server.evidence.adapters.pictures import make_copies

ROUNDS = 60
MOST_PIXELS = Settings(Path(), "", "").max_photo_pixels
VIPS_WORK = """
import hashlib, json, sys, time
import pyvips
path, rounds = sys.argv[1], int(sys.argv[2])
content = open(path, "rb").read()
found = []
for _ in range(rounds):
    begun = time.process_time()
    hashlib.sha256(content).hexdigest()
    picture = pyvips.Image.thumbnail_buffer(content, 2048, height=2048, size="down")
    picture.jpegsave_buffer(Q=82, strip=True)
    pyvips.Image.thumbnail_buffer(content, 320, height=320, size="down").jpegsave_buffer(Q=75)
    found.append((time.process_time() - begun) * 1000)
print(json.dumps(found))
"""


def bare(content: bytes) -> None:
    """What any server must do that shows no sender's bytes."""
    hashlib.sha256(content).hexdigest()
    with Image.open(BytesIO(content), formats=("JPEG",)) as picture:
        picture.draft("RGB", (2048, 2048))
        picture.load()
        picture.save(BytesIO(), "JPEG", quality=82)
        picture.thumbnail((320, 320))


def copied(content: bytes) -> None:
    """Our hash and copies, nothing kept."""
    hashlib.sha256(content).hexdigest()
    make_copies(content, MOST_PIXELS)


def kept(store: FolderBlobs) -> Callable[[bytes], None]:
    """All that happens with the last byte but for the confirmation: each file fsynced."""

    def keep(content: bytes) -> None:
        sha256 = hashlib.sha256(content).hexdigest()
        copies = make_copies(content, MOST_PIXELS)
        store.put("originals", sha256, content)
        store.put("display", sha256, copies.display)
        store.put("thumbnail", sha256, copies.thumbnail)

    return keep


def measure_intake(content: bytes, folder: Path) -> dict[str, float]:
    """Medians in ms of CPU, all taken in turns in this run; pyvips right after, by itself.

    `kept-wall` is ours on the clock, with the waiting for the disk.
    """
    works = {"bare": bare, "copied": copied, "kept": kept(FolderBlobs(folder / "photos"))}
    found: dict[str, list[float]] = {name: [] for name in (*works, "kept-wall")}
    for _ in range(ROUNDS):
        for name, work in works.items():
            begun, begun_at = time.process_time(), time.perf_counter()
            work(content)
            found[name].append((time.process_time() - begun) * 1000)
            if name == "kept":
                found["kept-wall"].append((time.perf_counter() - begun_at) * 1000)
    path = folder / "photo.jpg"
    path.write_bytes(content)
    return {name: median(ms) for name, ms in found.items()} | {"vips": _vips(path)}


def _vips(path: Path) -> float:
    python = str(install_vips() / "bin" / "python")
    command = [python, "-c", VIPS_WORK, str(path), str(ROUNDS)]
    env = {"VIPS_CONCURRENCY": "1"}
    return median(json.loads(subprocess.check_output(command, text=True, env=env)))
