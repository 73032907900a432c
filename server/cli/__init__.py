"""The command `ducha`: serve, migrate, demo, user, and what keeps a database in order."""

from server.cli import checking, evidence, files, running
from server.cli.base import SHOWN, cli, main

__all__ = ["SHOWN", "checking", "cli", "evidence", "files", "main", "running"]
