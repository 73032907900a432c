"""One of each kind of the corpus against a served installation (R-01, R-02, R-03, R-05).

`python -m tests.corpus` sends twenty of each.
"""

import socket
from pathlib import Path

from tests.corpus.bad import BAD
from tests.corpus.good import GOOD
from tests.corpus.house import serving
from tests.corpus.names import NAMES
from tests.corpus.polyglots import POLYGLOTS
from tests.corpus.sweep import sweep


def test_bad_files_are_refused_good_ones_taken_and_no_name_touches_a_path(tmp_path: Path) -> None:
    assert (len(BAD) >= 25, len(POLYGLOTS), len(GOOD), len(NAMES)) == (True, 8, 10, 60)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with serving(tmp_path, port) as house:
        report = sweep(house, 1)
    assert report.wrong == []
    counts = (report.refused, report.accepted, report.polyglots, report.names)
    assert counts == (len(BAD), len(GOOD), 8, 60)
