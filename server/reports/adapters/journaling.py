"""Reports: the one place where it is noted that a file leaves."""

from collections.abc import Mapping

from server.core.actor import Actor
from server.core.runtime import runtime


def journal_export(actor: Actor, kind: str, chosen: Mapping[str, str], count: int) -> None:
    """Before the first byte: a file whose noting fails does not leave."""
    args = {"kind": kind, "chosen": dict(chosen), "count": count}
    runtime().perform("report.note_export", args, actor)


def journal_draw_export(actor: Actor, draw_id: str, count: int) -> None:
    """The same for what a draw has drawn, which is read with another grant."""
    runtime().perform("report.note_draw_export", {"draw_id": draw_id, "count": count}, actor)
