"""Evidence bench: a photo cut at random offsets; what goes over the line twice (R-51)."""

import hashlib
import tempfile
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from random import Random

from requests import RequestException
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError
from tusclient.uploader.uploader import Uploader

from bench.evidence.cutting import CuttingLink
from bench.evidence.pictures import large_photo
from bench.sync.processes import free_port
from tests.corpus.house import House, serving

SIZE = 3_000_000
CUTS = 20
CHUNK = 256 * 1024
SETTLED_S = 0.5


def measure_resent() -> list[float]:
    """For each of 20 cuts how many chunks of 256 KB had to go again; the file arrives whole."""
    content = large_photo(SIZE)
    chance = Random(20)
    offsets = sorted(chance.sample(range(1, SIZE), CUTS))
    with tempfile.TemporaryDirectory(prefix="ducha-bench-") as name:
        port = free_port()
        with serving(Path(name), port) as house:
            link = CuttingLink(port)
            try:
                resent = _upload(house, link, content, offsets)
            finally:
                link.close()
    return resent


def _upload(house: House, link: CuttingLink, content: bytes, offsets: list[int]) -> list[float]:
    photo_id = house.attach(content)
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in house.link.cookies.items()),
        "X-CSRFToken": house.device.csrf,
    }
    client = TusClient(f"http://127.0.0.1:{link.port}/api/uploads", headers)
    url: str | None = None
    resent = list[float]()
    for cut_at in [*offsets, None]:
        uploader = Uploader(
            client=client,
            url=url,
            file_stream=BytesIO(content),
            chunk_size=CHUNK,
            metadata={"photo_id": photo_id},
        )
        if resent or link.sent:
            resent.append((link.sent - uploader.offset) / CHUNK)
        link.cut_at = cut_at
        with suppress(TusCommunicationError, RequestException):
            uploader.upload()
        if link.cut_at is not None:
            raise RuntimeError(f"nothing was cut at {link.cut_at}")
        url = uploader.url
        # The server notices a broken connection a moment later.
        time.sleep(SETTLED_S)
    kept = house.folder / "photos" / "originals"
    (original,) = [path for path in kept.rglob("*") if path.is_file()]
    if hashlib.sha256(original.read_bytes()).digest() != hashlib.sha256(content).digest():
        raise RuntimeError("the photo did not arrive whole")
    return resent
