"""Orders: how a matter stands, asked of its row."""

from server.orders.models import Matter
from server.orders.rules import verdicts


def is_open(matter: Matter) -> bool:
    return verdicts.is_open(matter.is_struck, matter.verdict)


def needs_answer(matter: Matter) -> bool:
    return verdicts.needs_answer(matter.is_struck, matter.is_mended, matter.verdict)
