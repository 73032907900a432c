"""Evidence bench: photos on a slow phone, from "use photo" to 已存本机, and a hundred that wait."""

import base64
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from playwright.sync_api import FilePayload, Page, expect, sync_playwright

from bench.results import ROOT, Figure
from bench.sync.processes import free_port, running_server
from server.demo.people import PASSWORD

LOGIN = "inspector02"
SITE = "S05"
SLOWER = 4
ROUNDS = 7
QUEUED = 100
SAVE_LIMIT_MS = 1000
HEAP_LIMIT_MB = 200
PATIENCE_MS = 60_000
CHROMIUM_ARGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
# From the moment in which the page gets the file until one more photo stands there as 已存本机.
WATCHING = """
  window.saved = [];
  const count = () => document.querySelectorAll('[data-testid^="photos-"] [data-state]').length;
  document.addEventListener('change', (event) => {
    if (!event.target.matches('input[data-pick]')) return;
    const [from, before] = [performance.now(), count()];
    const watch = new MutationObserver(() => {
      if (count() <= before) return;
      watch.disconnect();
      requestAnimationFrame(() => window.saved.push(performance.now() - from));
    });
    watch.observe(document.body, { childList: true, subtree: true });
  }, true);
"""
# The same without our product: decoded with a resize, encoded, hashed, put into a database.
BARE = """async (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const file = new Blob([bytes], { type: 'image/jpeg' });
  const database = await new Promise((done) => {
    const asked = indexedDB.open('bare');
    asked.onupgradeneeded = () => asked.result.createObjectStore('photos');
    asked.onsuccess = () => done(asked.result);
  });
  const from = performance.now();
  const options = { imageOrientation: 'from-image', resizeWidth: 2048, resizeQuality: 'high' };
  const bitmap = await createImageBitmap(file, options);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.8));
  const small = await blob.arrayBuffer();
  await crypto.subtle.digest('SHA-256', small);
  await new Promise((done) => {
    const writing = database.transaction('photos', 'readwrite', { durability: 'strict' });
    writing.objectStore('photos').put(small, from);
    writing.oncomplete = done;
  });
  bitmap.close();
  return performance.now() - from;
}"""


def measure() -> list[Figure]:
    """Median time of a save, and the most memory that the tab's scripts held."""
    picture = twelve_megapixels()
    with checklist() as page:
        link: Any = page.context.new_cdp_session(page)
        times, bare = save_times(page, link, picture)
        heap = queue_many(page, link, picture, QUEUED - len(times))
    size = f"12 MP, {len(picture) / 1024 / 1024:.1f} MB"
    spread = f"{size}; {min(times):.0f} to {max(times):.0f} ms in {len(times)} rounds; offline"
    beside = f"the bare browser path, between our rounds: {statistics.median(bare):.0f} ms"
    return [
        Figure(
            "photo-save-ms",
            round(statistics.median(times)),
            "ms",
            f"Chromium, {SLOWER}× CPU throttle",
            f"≤{SAVE_LIMIT_MS}",
            f"file in the page to 已存本机, sealed and read back: {spread}; {beside}",
        ),
        Figure(
            "photo-heap-mb",
            round(heap / 1024 / 1024, 1),
            "MB",
            f"{QUEUED} photos waiting",
            f"≤{HEAP_LIMIT_MB}",
            "most of JS heap and its buffers after each photo, garbage not collected by hand",
        ),
    ]


def twelve_megapixels() -> bytes:
    """Edges, soft light and grain, about as large as a phone's own file."""
    small: Any = Image.linear_gradient("L")
    light: Image.Image = small.resize((4000, 3000))
    grain = Image.effect_noise((4000, 3000), 40)
    shade = ImageChops.blend(light, grain, 0.35)
    picture = Image.merge("RGB", (shade, light, ImageChops.invert(light)))
    for top in range(800, 2200, 90):
        picture.paste((30, 30, 30), (500, top, 3500, top + 40))
    target = BytesIO()
    picture.save(target, "JPEG", quality=88)
    return target.getvalue()


def save_times(page: Page, link: Any, picture: bytes) -> tuple[list[float], list[float]]:
    """Ours and the bare path's, in turns. The first ones warm up; ours makes the key there, too."""
    text = base64.b64encode(picture).decode()
    bare: list[float] = []
    link.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    for code in codes(page, ROUNDS + 1):
        add(page, code, picture)
        bare.append(page.evaluate(BARE, text))
    link.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    times: list[float] = page.evaluate("() => window.saved")
    return times[1:], bare[1:]


def queue_many(page: Page, link: Any, picture: bytes, count: int) -> float:
    """The most bytes held after any of them."""
    most = 0.0
    left = count
    while left > 0:
        for code in codes(page, min(left, 18)):
            add(page, code, picture)
            most = max(most, held(link))
            left -= 1
    return most


def held(link: Any) -> float:
    usage = link.send("Runtime.getHeapUsage")
    return usage["usedSize"] + usage.get("backingStorageSize", 0)


def codes(page: Page, count: int) -> list[str]:
    """Items that still take a photo."""
    free = page.locator("[data-testid^=photos-]:has(button.add)")
    names = [str(one.get_attribute("data-testid")) for one in free.all()]
    return [name.removeprefix("photos-") for name in names[:count]]


def add(page: Page, code: str, picture: bytes) -> None:
    slot = page.get_by_test_id(f"photos-{code}")
    shots = slot.locator("button.shot")
    before = shots.count()
    with page.expect_file_chooser() as chooser:
        slot.locator("button.add").click()
    chooser.value.set_files([FilePayload(name="IMG.jpg", mimeType="image/jpeg", buffer=picture)])
    expect(shots).to_have_count(before + 1, timeout=PATIENCE_MS)


@contextmanager
def checklist() -> Generator[Page]:
    """A check in which every item takes photos, on a phone that has just lost its network."""
    port = free_port()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        own = {"DUCHA_DATA": name, "DUCHA_PORT": str(port), "PYTHONPATH": str(ROOT)}
        pages = {"DUCHA_PAGES": str(ROOT / "pwa" / "dist")}
        ducha = [sys.executable, "-m", "server.cli"]
        env = {**own, **pages}
        for verb in (("migrate",), ("demo", "--brief")):
            subprocess.run(
                [*ducha, *verb], check=True, env={**os.environ, **env}, capture_output=True
            )
        with running_server([*ducha, "serve"], port, folder, env):
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=list(CHROMIUM_ARGS)
            )
            context = browser.new_context(
                locale="zh-CN",
                viewport={"width": 360, "height": 780},
                is_mobile=True,
                has_touch=True,
            )
            page = context.new_page()
            page.add_init_script(WATCHING)
            start_check(page, f"http://127.0.0.1:{port}")
            context.set_offline(True)
            yield page
            browser.close()


def start_check(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("input[autocomplete=username]").fill(LOGIN)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.wait_for_url(re.compile(r"/(?!login)"))
    is_synced(page)
    page.goto(f"{address}/visits/new")
    page.get_by_test_id(f"pick-{SITE}").click()
    page.get_by_test_id("reason").fill("定位不准")
    page.get_by_test_id("start").click()
    page.wait_for_url(re.compile(r"/check"))
    expect(page.locator("[data-result=fail]").first).to_be_visible(timeout=PATIENCE_MS)
    for fail in page.locator("[data-result=fail]").all():
        fail.click()
        page.wait_for_timeout(400)
    is_synced(page)


def is_synced(page: Page) -> None:
    sync = page.locator("[data-sync]").first
    expect(sync).to_have_attribute("data-sync", "synced", timeout=PATIENCE_MS)
