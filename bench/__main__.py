"""Bench: runs the suites, writes their results and the table."""

import argparse
import signal
import sys
from collections.abc import Callable

from bench.results import Figure, write_suite, write_table


def main() -> None:
    # Ended from outside, a run still stops the servers that it has started.
    signal.signal(signal.SIGTERM, _end)
    options = _read_options()
    if options.profile:
        from bench.sync.profile import print_profile  # noqa: PLC0415  (the suites need not load)

        print_profile(on_postgres=options.postgres, of_pull=options.pull)
        return
    for suite in [options.suite] if options.suite else SUITES:
        figures = SUITES[suite]()
        write_suite(suite, figures)
        for figure in figures:
            against = f" (against {figure.against})" if figure.against else ""
            print(f"{figure.figure} {figure.value} {figure.unit}{against}")  # noqa: T201
    write_table()


def _end(_number: int, _frame: object) -> None:
    sys.exit(1)


def _first_screen() -> list[Figure]:
    from bench.first_screen import measure  # noqa: PLC0415

    return measure()


def _sync() -> list[Figure]:
    from bench.sync.suite import measure  # noqa: PLC0415  (the server need not load for the others)

    return measure()


def _evidence() -> list[Figure]:
    from bench.evidence.likeness import measure_likeness  # noqa: PLC0415
    from bench.evidence.phone import measure as measure_phone  # noqa: PLC0415
    from bench.evidence.suite import measure  # noqa: PLC0415

    return [*measure(), *measure_phone(), *measure_likeness()]


def _orders() -> list[Figure]:
    from bench.orders.suite import measure  # noqa: PLC0415

    return measure()


def _planning() -> list[Figure]:
    from bench.planning.suite import measure  # noqa: PLC0415

    return measure()


SUITES: dict[str, Callable[[], list[Figure]]] = {
    "first_screen": _first_screen,
    "sync": _sync,
    "evidence": _evidence,
    "orders": _orders,
    "planning": _planning,
}


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("suite", nargs="?", choices=SUITES, help="only this one")
    parser.add_argument("--profile", action="store_true", help="sync: profile one push instead")
    parser.add_argument("--pull", action="store_true", help="the profile of a pull")
    parser.add_argument("--postgres", action="store_true", help="the profile on PostgreSQL")
    return parser.parse_args()


if __name__ == "__main__":
    main()
