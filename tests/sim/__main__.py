"""Simulator: many devices, one server, one seed. `python -m tests.sim --seeds 200`."""

import argparse
import os
import sys

from tests.sim.planted import run_planted
from tests.sim.runs import Seeds, run_seeds


def main() -> int:
    parser = argparse.ArgumentParser(prog="sim", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="histories on each database")
    parser.add_argument("--seed", type=int, help="replay this one, with its whole trace")
    parser.add_argument("--db", choices=("sqlite", "postgres"), help="only on this database")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--planted", nargs="?", const="all", help="show that known bugs are caught")
    parser.add_argument("--until-caught", action="store_true", help="end at the first violation")
    options = parser.parse_args()
    databases = [options.db] if options.db else ["sqlite", "postgres"]
    if options.planted:
        return run_planted(options.planted, options.seeds)
    if options.seed is not None:
        return run_seeds(databases, Seeds(options.seed, 1), "loud")
    mode = "caught" if options.until_caught else "quiet"
    return run_seeds(databases, Seeds(options.first, options.seeds), mode)


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Sets of text must come in the same order in every run of a seed.
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "tests.sim", *sys.argv[1:]])
    sys.exit(main())
