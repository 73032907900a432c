"""Planning rules: the month's secret, from which look-backs are drawn (抽签种子)."""

import hashlib
from dataclasses import dataclass
from datetime import date

from server.core.problems import Problem
from server.planning.rules.draws_making import lot_of

MILLION = 1_000_000
# By which rule lots are drawn from now on.
RULE = 2


@dataclass(frozen=True)
class Ticket:
    """An outcome of a draw: drawn where `number` is below `ppm`, both in millionths."""

    number: int
    ppm: int

    @property
    def is_drawn(self) -> bool:
        return self.number < self.ppm


class PeriodNotOver(Problem):
    slug, title = "period-not-over", "本月尚未结束，抽签种子还不能公布"


def commitment_of(secret: str) -> str:
    """What is published before the draws, so that the secret cannot be chosen after them."""
    return hashlib.sha256(secret.encode()).hexdigest()


def draw(secret: str, subject: str, ppm: int, rule: int = RULE) -> Ticket:
    """The subject's lot under a month's secret; anybody who knows the secret draws the same.

    Rule 2: the first fair number of the stream of all draws (decision 0025). What was drawn under
    rule 1 stays so: the first 64 bits of SHA-256 of "secret:subject", modulo a million.
    """
    if rule == 1:
        digest = hashlib.sha256(f"{secret}:{subject}".encode()).digest()
        return Ticket(int.from_bytes(digest[:8], "big") % MILLION, ppm)
    return Ticket(lot_of(secret, subject, MILLION), ppm)


def check_over(period: str, today: date) -> None:
    """No secret is told while its month still draws with it."""
    if f"{today:%Y-%m}" <= period:
        raise PeriodNotOver(period=period)
