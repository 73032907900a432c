"""Commands: what all of them share: the group, the entry point, and the application."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from server.core.problems import Problem, StartProblem

# How many differences are named; more than these are only counted.
SHOWN = 100


@click.group()
def cli() -> None:
    """督查通 Ducha: field inspection of city-gas services."""


def main() -> None:
    """Entry point: a problem with the installation is one line, never a traceback."""
    try:
        cli()
    except StartProblem as problem:
        click.echo(f"ducha: {problem}", err=True)
        sys.exit(2)


def with_app(work: Callable[..., None]) -> Callable[..., None]:
    """Give a command the application in its context, and put its problems into one line."""

    @wraps(work)
    def run(**options: Any) -> None:
        from server.app import create_app  # noqa: PLC0415  (help stays fast without it)

        app = create_app()
        with app.app_context():
            try:
                work(app, **options)
            except Problem as problem:
                raise StartProblem(problem.detail or problem.title) from problem

    return run
