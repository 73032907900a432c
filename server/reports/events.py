"""Reports: facts."""

from dataclasses import dataclass

from server.core.events import Event


@dataclass(frozen=True)
class SlipPrinted(Event):
    """Someone took an order out as PDF: which version of it, by its hash."""

    order_id: str
    number: str
    version: int
    hash: str
    print_id: str
