"""Soak: real processes, real kills. `python -m tests.soak --records 2000 --kills 100`."""

import argparse
import secrets
import sys
import time

import click

from tests.soak.runs import LONGEST_RESTART_S, Outcome, Plan, run_soak

DATABASES = ("sqlite", "postgres")


def main() -> int:
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--records", type=int, default=2000, help="visits, over all databases")
    parser.add_argument("--kills", type=int, default=100, help="SIGKILLs, over all databases")
    parser.add_argument("--db", choices=DATABASES, help="only on this database")
    parser.add_argument("--seed", type=int, help="of the work and of the losses")
    parser.add_argument(
        "--longest-restart", type=float, default=LONGEST_RESTART_S, help="seconds until it is ready"
    )
    options = parser.parse_args()
    databases = (options.db,) if options.db else DATABASES
    seed = secrets.randbits(31) if options.seed is None else options.seed
    outcomes: list[Outcome] = []
    for at, kind in enumerate(databases):
        plan = Plan(
            _part(options.records, at, databases),
            _part(options.kills, at, databases),
            seed,
            options.longest_restart,
        )
        outcomes.append(_run(kind, plan))
    return _tell(outcomes)


def _part(whole: int, at: int, databases: tuple[str, ...]) -> int:
    """What falls to one of the databases; nothing is lost by rounding."""
    count = len(databases)
    return whole * (at + 1) // count - whole * at // count


def _run(kind: str, plan: Plan) -> Outcome:
    began = time.monotonic()
    outcome = run_soak(kind, plan)
    seconds = time.monotonic() - began
    counts = " ".join(f"{name}={value}" for name, value in outcome.counts.items())
    click.echo(f"{kind}: records={plan.records} seed={plan.seed} {counts} seconds={seconds:.0f}")
    for violation in outcome.violations:
        click.echo(f"violation on {kind}: {violation}")
    return outcome


def _tell(outcomes: list[Outcome]) -> int:
    """The last line, and the exit code: 1 where anything was not as it should be."""
    kills = sum(outcome.counts["kills"] for outcome in outcomes)
    acked, lost, doubled = (
        sum(getattr(outcome.totals, name) for outcome in outcomes)
        for name in ("acked", "lost", "doubled")
    )
    click.echo(f"kills={kills} acked={acked} lost={lost} doubled={doubled}")
    is_clean = lost == doubled == 0 and not any(outcome.violations for outcome in outcomes)
    return 0 if is_clean and acked > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
