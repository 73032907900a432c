"""Corpus: all of it against a served installation; prints one line, ends with 1 if wrong."""

import argparse
import socket
import sys
import tempfile
from pathlib import Path

from tests.corpus.house import serving
from tests.corpus.sweep import sweep

SHOWN = 40


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus")
    parser.add_argument("--each", type=int, default=20, help="files of each kind")
    parser.add_argument("--floods", type=int, default=50, help="pixel floods at once")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    folder = tempfile.TemporaryDirectory(prefix="ducha-corpus-")
    with folder as name, serving(Path(name), port) as house:
        report = sweep(house, options.each, floods=options.floods, seed=options.seed)
    for wrong in report.wrong[:SHOWN]:
        print(wrong, file=sys.stderr)  # noqa: T201
    print(report.line())  # noqa: T201
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
