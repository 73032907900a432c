"""Bench results: one JSON file per suite, and the table in docs/performance.md made from them."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "bench" / "results"
TABLE = ROOT / "docs" / "performance.md"
HEAD = """# Performance

Written by `make bench` from bench/results/. Ratios and sizes are what counts: the products of a
suite ran side by side in one run. Rates and times beside them belong to one noisy machine.

| suite | figure | value | unit | ours | against | note |
| --- | --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Figure:
    """One measured figure. `ours` and `against` say what was compared."""

    figure: str
    value: float
    unit: str
    ours: str
    against: str
    note: str


def write_suite(suite: str, figures: list[Figure]) -> None:
    RESULTS.mkdir(exist_ok=True)
    content = [asdict(figure) for figure in figures]
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (RESULTS / f"{suite}.json").write_text(text + "\n")


def write_table() -> None:
    """docs/performance.md from every suite that was ever measured."""
    lines: list[str] = []
    for path in sorted(RESULTS.glob("*.json")):
        for row in json.loads(path.read_text()):
            figure = Figure(**row)
            cells = (path.stem, *(str(value) for value in asdict(figure).values()))
            lines.append(f"| {' | '.join(cells)} |")
    TABLE.write_text(HEAD + "\n".join(lines) + "\n")
