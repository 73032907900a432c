"""Evidence bench: one run of everything that the server's side of a photo costs."""

import tempfile
from pathlib import Path

from bench.evidence.intake import ROUNDS, measure_intake
from bench.evidence.pictures import client_photo
from bench.evidence.resending import CHUNK, CUTS, SIZE, measure_resent
from bench.results import Figure


def measure() -> list[Figure]:
    content = client_photo()
    with tempfile.TemporaryDirectory(prefix="ducha-bench-") as name:
        intake = measure_intake(content, Path(name))
    return [*_intake_figures(intake, len(content)), _resent_figure(measure_resent())]


def _intake_figures(found: dict[str, float], size: int) -> list[Figure]:
    note = (
        f"{size / 1000:.0f} KB, 2048 pixels long; medians of {ROUNDS}, in turns, ms of CPU: ours"
        f" {found['kept']:.1f} (with three fsynced files; {found['kept-wall']:.1f} on the clock),"
        f" copies alone {found['copied']:.1f}, bare {found['bare']:.1f}, pyvips {found['vips']:.1f}"
    )
    bare = "draft decode, one re-encode, thumbnail, SHA-256 in Pillow"
    ours = "SHA-256, two copies made, three files kept"
    return [
        Figure("intake-vs-pillow", _ratio(found, "bare"), "ours ÷ bare", ours, "≤1.5", note),
        Figure("intake-vs-pyvips", _ratio(found, "vips"), "ours ÷ pyvips", ours, "", bare),
        Figure(
            "photos-per-core", round(1000 / found["kept"], 1), "photos/s a core", ours, "", note
        ),
    ]


def _ratio(found: dict[str, float], other: str) -> float:
    return round(found["kept"] / found[other], 2)


def _resent_figure(resent: list[float]) -> Figure:
    note = (
        f"{SIZE / 1e6:.0f} MB through tuspy in chunks of {CHUNK // 1024} KB, the connection dropped"
        f" at {CUTS} random offsets; mean {sum(resent) / len(resent):.2f}; it arrived whole"
    )
    return Figure("resent-chunks-max", round(max(resent), 2), "chunks a cut", "", "≤1", note)
