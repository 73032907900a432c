"""Corpus: sends everything, and says what became of it."""

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from time import perf_counter
from typing import TypeVar

from PIL import Image

from tests.corpus.bad import BAD, pixel_flood
from tests.corpus.good import GOOD, Good
from tests.corpus.house import House, Sent
from tests.corpus.names import NAMES
from tests.corpus.polyglots import MARK, POLYGLOTS

Made = TypeVar("Made")
COPIES = ("display", "thumbnail")
STORED = re.compile(
    r"photos/(originals|display|thumbnail)/(..)/(..)/\2\3[0-9a-f]{60}(-[0-9a-f]{16})?"
)
RED, FAR = (230, 10, 10), 60
MOST_MS, MOST_MORE_MB, MOST_FLOOD_MB = 2000, 150, 20
HOLDING_UP_MS = 1000


@dataclass
class Report:
    """What was sent and what became of it; `wrong` names whatever should not have been."""

    kinds: int = 0
    refused: int = 0
    accepted: int = 0
    polyglots: int = 0
    names: int = 0
    peak_mb: float = 0
    slowest_ms: float = 0
    flood_mb: float = 0
    flood_p95_ms: float = 0
    wrong: list[str] = field(default_factory=list[str])

    def line(self) -> str:
        return (
            f"kinds={self.kinds} refused={self.refused} accepted={self.accepted}"
            f" polyglots={self.polyglots} names={self.names} peak_mb={self.peak_mb:.0f}"
            f" slowest_ms={self.slowest_ms:.0f} flood_mb={self.flood_mb:.0f}"
            f" flood_p95_ms={self.flood_p95_ms:.0f} wrong={len(self.wrong)}"
        )


def sweep(house: House, each: int, *, floods: int = 0, seed: int = 1) -> Report:
    """Send `each` of every kind, every name once, and so many pixel floods at once."""
    report = Report()
    house.forget_peak()
    before = house.peak_mb()
    if floods:
        _flood(house, floods, report)
    _send_bad(house, each, seed, report)
    _send_polyglots(house, each, seed, report)
    _send_good(house, each, seed, report)
    _send_names(house, report)
    report.peak_mb = house.peak_mb() - before
    if not house.is_alive:
        report.wrong.append("the serving process died")
    if report.peak_mb > MOST_MORE_MB:
        report.wrong.append(f"memory grew by {report.peak_mb:.0f} MB")
    return report


def _send_bad(house: House, each: int, seed: int, report: Report) -> None:
    before = house.files()
    for kind, number, make in _all(BAD, each):
        sent = house.send(make(Random(f"{kind} {number} {seed}")), f"{kind}.jpg")
        report.slowest_ms = max(report.slowest_ms, sent.ms)
        report.refused += sent.is_refused
        if not sent.is_refused:
            report.wrong.append(
                f"{kind} {number}: {sent.answer.status_code} {sent.answer.text[:90]}"
            )
        if sent.ms > MOST_MS:
            report.wrong.append(f"{kind} {number} took {sent.ms:.0f} ms")
    report.kinds = len(BAD)
    report.wrong += [f"stored: {name}" for name in house.files() - before]


def _send_polyglots(house: House, each: int, seed: int, report: Report) -> None:
    for kind, number, make in _all(POLYGLOTS, each):
        sent = house.send(make(Random(f"{kind} {number} {seed}")))
        shown = [house.shown(sent.photo_id, copy) for copy in COPIES]
        is_clean = all(
            answer.status_code == 200
            and answer.headers["content-type"] == "image/jpeg"
            and MARK not in answer.data
            for answer in shown
        )
        report.polyglots += is_clean
        if not is_clean:
            report.wrong.append(f"{kind} {number} is served with what came in it, or not at all")


def _send_good(house: House, each: int, seed: int, report: Report) -> None:
    for kind, number, make in _all(GOOD, each):
        good = make(Random(f"{kind} {number} {seed}"))
        sent = house.send(good.content)
        report.slowest_ms = max(report.slowest_ms, sent.ms)
        is_accepted = sent.answer.status_code == 204
        report.accepted += is_accepted
        if not is_accepted:
            report.wrong.append(
                f"{kind} {number}: {sent.answer.status_code} {sent.answer.text[:90]}"
            )
        elif not _is_upright(house.shown(sent.photo_id, "display").data, good):
            report.wrong.append(f"{kind} {number} is shown turned, or in other colours")


def _is_upright(content: bytes, good: Good) -> bool:
    with Image.open(BytesIO(content)) as shown:
        found = shown.convert("RGB").getpixel((20, 20))
        if shown.width != good.width or not isinstance(found, tuple):
            return False
    wanted = (75, 75, 75) if good.is_grey else RED
    return all(abs(is_ - should) < FAR for is_, should in zip(found, wanted, strict=True))


def _send_names(house: House, report: Report) -> None:
    """As the file's name beside a photo, and in place of the photo's id."""
    for number, name in enumerate(NAMES):
        content = GOOD["png"](Random(f"name {number}")).content
        sent, stray = house.send(content, name), house.create(name, 10, name)
        is_ignored = sent.answer.status_code == 204 and stray.status_code in (409, 422, 431)
        report.names += is_ignored
        if not is_ignored:
            statuses = f"{sent.answer.status_code} {stray.status_code}"
            report.wrong.append(f"name {name[:40]!r}: {statuses}")
        if not house.shown(sent.photo_id, "display").data:
            report.wrong.append(f"name {name[:40]!r}: its photo is lost")
    strays = (name for name in house.files() if not STORED.fullmatch(name))
    report.wrong += [f"outside the store: {name}" for name in strays]


def _flood(house: House, count: int, report: Report) -> None:
    """R-03: many pixel floods at once, and what others notice of it."""
    content = pixel_flood(14_000)
    # What so many uploads at once take, whatever is in them, is not the floods'.
    _at_once(house, [Random("none").randbytes(len(content))] * count)
    sent, waits, report.flood_mb = _at_once(house, [content] * count)
    if report.flood_mb > MOST_FLOOD_MB:
        report.wrong.append(f"memory grew by {report.flood_mb:.0f} MB during pixel floods")
    report.flood_p95_ms = sorted(waits)[int(len(waits) * 0.95)]
    if not all(each.is_refused for each in sent):
        report.wrong.append("a pixel flood was not refused")
    if report.flood_p95_ms > HOLDING_UP_MS:
        report.wrong.append(f"others waited {report.flood_p95_ms:.0f} ms during pixel floods")


def _at_once(house: House, contents: list[bytes]) -> tuple[list[Sent], list[float], float]:
    """What became of them; how long others waited, ms; by how much memory grew, MB."""
    waits = list[float]()
    with ThreadPoolExecutor(16) as pool:
        ids = [house.attach(content) for content in contents]
        house.forget_peak()
        before = house.peak_mb()
        sends = [pool.submit(house.upload, *each) for each in zip(ids, contents, strict=True)]
        while not all(send.done() for send in sends):
            begun = perf_counter()
            house.link.get("/readyz")
            waits.append((perf_counter() - begun) * 1000)
    return [send.result() for send in sends], waits, house.peak_mb() - before


def _all(
    makers: Mapping[str, Callable[[Random], Made]], each: int
) -> list[tuple[str, int, Callable[[Random], Made]]]:
    return [(kind, number, make) for kind, make in makers.items() for number in range(each)]
