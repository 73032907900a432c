"""Reports: the one place where it is noted that a file leaves."""

from collections.abc import Mapping

from server.core.actor import Actor
from server.core.runtime import runtime


def journal_export(actor: Actor, kind: str, chosen: Mapping[str, str], count: int) -> None:
    """Before the first byte: a file whose noting fails does not leave."""
    args = {"kind": kind, "chosen": dict(chosen), "count": count}
    runtime().perform("report.note_export", args, actor)
