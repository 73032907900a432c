"""Journeys: the served product with the demo company, and people with real browsers."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import (
    BrowserContext,
    FilePayload,
    Page,
    Playwright,
    ViewportSize,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from server.demo.people import PASSWORD

ROOT = Path(__file__).parents[2]
OUTPUT = Path(__file__).parent / "output"
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# A camera that shows a turning disc, and nobody who is asked whether it may be used.
CAMERA_ARGS = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
START_SECONDS = 120
COOKIES_S = 33
ARRIVES_S = 40
PHONE = ViewportSize(width=360, height=780)
DESK = ViewportSize(width=1280, height=800)
# The page's policy forbids to evaluate strings in it, so that this is a function for the debugger.
CONTROLLED = """() => new Promise((done) => {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) done();
  else serviceWorker.addEventListener('controllerchange', () => done(), { once: true });
})"""
HAS_FAILED = pytest.StashKey[bool]()
STROKES = (((20, 30), (90, 90)), ((110, 90), (170, 25)), ((180, 40), (260, 80)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, Any]:
    """Whoever closes the browsers knows whether there is something to be seen in them."""
    report = yield
    if report.when == "call":
        item.stash[HAS_FAILED] = report.failed
    return report


@dataclass(frozen=True)
class Served:
    """The running product: its address, its pages, and a look into its database."""

    address: str
    data_dir: Path

    @property
    def pages(self) -> Path:
        """The app's files as they are served here: a copy that a test may change."""
        return self.data_dir / "pages"

    def ask(self, sql: str, *parameters: Any) -> list[Any]:
        with closing(sqlite3.connect(self.data_dir / "ducha.sqlite3")) as link:
            return link.execute(sql, parameters).fetchall()

    def value(self, sql: str, *parameters: Any) -> Any:
        return self.ask(sql, *parameters)[0][0]

    def wait_for(self, expected: Any, sql: str, *parameters: Any) -> None:
        """Until the first row is as expected: what a screen shows early, the server knows later."""
        rows: list[Any] = []
        for _ in range(ARRIVES_S * 5):
            rows = self.ask(sql, *parameters)
            if rows and rows[0] == expected:
                return
            time.sleep(0.2)
        raise AssertionError(f"{rows[:1]} did not become {expected}")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`ducha serve --prepare` on a free port with a data folder of its own."""
    data_dir = tmp_path_factory.mktemp("data")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    shutil.copytree(os.environ.get("DUCHA_PAGES", ROOT / "pwa" / "dist"), data_dir / "pages")
    own = {"DUCHA_DATA": data_dir, "DUCHA_PAGES": data_dir / "pages", "DUCHA_PORT": port}
    env = {**os.environ, **{name: str(value) for name, value in own.items()}}
    command = [sys.executable, "-m", "server.cli", "serve", "--prepare", "--brief"]
    command.append("--no-worker")
    with (data_dir / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            _wait_until_it_answers(port, process, data_dir / "server.log")
            yield Served(f"http://127.0.0.1:{port}", data_dir)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


def _wait_until_it_answers(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(START_SECONDS * 5):
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError(log.read_text())


class Person:
    """Somebody with a browser of his own, on a phone or at a desk."""

    def __init__(
        self,
        playwright: Playwright,
        served: Served,
        profile: Path,
        *,
        is_phone: bool,
        has_camera: bool,
    ):
        self._playwright, self._served = playwright, served
        self._profile, self._is_phone, self._has_camera = profile, is_phone, has_camera
        self._signed_in_at = 0.0
        self.context = self._open()

    @property
    def page(self) -> Page:
        return self.context.pages[0]

    def stand_at(self, site: str) -> None:
        """Be where a site of the demo is."""
        sql = "SELECT lat, lon FROM sites WHERE name = ?"
        lat, lon = self._served.ask(sql, site)[0]
        self.context.set_geolocation({"latitude": lat, "longitude": lon, "accuracy": 20})

    def sign_in(self, login: str) -> None:
        """Sign in and wait until the first sync is done and the app can start offline."""
        self.enter(login, PASSWORD)
        self.page.wait_for_url(re.compile(r"/(?!login)"))
        self._signed_in_at = time.monotonic()
        self.page.evaluate(CONTROLLED)
        expect(self.page.locator("[data-sync]").first).to_have_attribute(
            "data-sync", "synced", timeout=30_000
        )

    def enter(self, login: str, password: str) -> None:
        """Fill in the sign-in page."""
        self.page.goto(self._served.address)
        self.page.locator("input[autocomplete=username]").fill(login)
        self.page.locator("input[type=password]").fill(password)
        self.page.locator("button[type=submit]").click()

    def go(self, path: str) -> None:
        self.page.goto(self._served.address + path)

    def be_offline(self, is_offline: bool = True) -> None:
        self.context.set_offline(is_offline)

    def kill(self) -> None:
        """SIGKILL to the browser, as when a phone's battery dies.

        Chromium writes cookies to the disk up to half a minute late; only then is the sign-in safe.
        """
        self.page.wait_for_timeout(max(0, self._signed_in_at + COOKIES_S - time.monotonic()) * 1000)
        # To close it as well would race with its own end.
        with self.context.expect_event("close"):
            os.kill(self.browser_pid(), signal.SIGKILL)

    def reopen(self, *, is_offline: bool = False) -> None:
        for lock in self._profile.glob("Singleton*"):
            lock.unlink(missing_ok=True)
        self.context = self._open()
        self.context.set_offline(is_offline)

    def shoot(self, trigger: Callable[[], None], label: str) -> None:
        """Take a photo: the system camera gives back a drawn picture."""
        with self.page.expect_file_chooser() as chooser:
            trigger()
        picture = FilePayload(name="IMG.jpg", mimeType="image/jpeg", buffer=draw(label))
        chooser.value.set_files([picture])

    def sign(self) -> None:
        """Three strokes on the signature pad, then its confirm button."""
        pad = self.page.locator("[data-testid^=signature]:has(canvas)").last
        pad.scroll_into_view_if_needed()
        box = pad.locator("canvas").bounding_box()
        assert box is not None
        for stroke in STROKES:
            (x, y), *rest = stroke
            self.page.mouse.move(box["x"] + x, box["y"] + y)
            self.page.mouse.down()
            for x, y in rest:
                self.page.mouse.move(box["x"] + x, box["y"] + y, steps=8)
            self.page.mouse.up()
        pad.get_by_role("button").last.click()

    def picture(self, name: str) -> None:
        """A screenshot for whoever wants to look."""
        OUTPUT.mkdir(exist_ok=True)
        self.page.screenshot(path=OUTPUT / f"{name}.png")

    def _open(self) -> BrowserContext:
        return self._playwright.chromium.launch_persistent_context(
            self._profile,
            executable_path=shutil.which("chromium"),
            args=[*CHROMIUM_ARGS, *(CAMERA_ARGS if self._has_camera else ())],
            viewport=PHONE if self._is_phone else DESK,
            is_mobile=self._is_phone,
            has_touch=self._is_phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            permissions=["geolocation", *(["camera"] if self._has_camera else [])],
        )

    def browser_pid(self) -> int:
        """The browser's own process: the one of this profile that is no child of its kind."""
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = entry.read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            is_ours = f"--user-data-dir={self._profile}" in words
            if is_ours and not any(word.startswith("--type=") for word in words):
                return int(entry.parent.name)
        raise LookupError("the browser is not running")


PersonOf = Callable[..., Person]


@pytest.fixture
def person(served: Served, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[PersonOf]:
    """Opens browsers: person("inspector01"), person("reviewer01", is_phone=False), person(None).

    What they show when a journey fails is kept as pictures.
    """
    people: list[Person] = []
    item = cast(pytest.Item, request.node)  # pyright: ignore[reportUnknownMemberType]
    with sync_playwright() as playwright:

        def enter(login: str | None, *, is_phone: bool = True, has_camera: bool = False) -> Person:
            profile = tmp_path / f"profile-{len(people)}"
            someone = Person(playwright, served, profile, is_phone=is_phone, has_camera=has_camera)
            people.append(someone)
            if login:
                someone.sign_in(login)
            return someone

        yield enter
        for number, someone in enumerate(people):
            if item.stash.get(HAS_FAILED, False):
                with suppress(PlaywrightError):
                    someone.picture(f"failed-{item.name.split('@')[0][:80]}-{number}")
            someone.context.close()


def draw(label: str) -> bytes:
    """A 12 megapixel photo as a phone makes it, different for each label."""
    picture = Image.new("RGB", (4000, 3000), (176, 196, 204))
    pen = ImageDraw.Draw(picture)
    shade = sum(map(ord, label)) % 200
    pen.rectangle((300, 400, 3600, 2200), fill=(shade, 120, 255 - shade), outline="white", width=40)
    pen.text((400, 500), label, fill="white", font_size=300)
    target = BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()
