"""Reports: how often one address may ask for a verification page."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from server.core.problems import Problem


class AskedTooOften(Problem):
    slug, status, title = "asked-too-often", 429, "查询过于频繁，请一分钟后再试"


@dataclass
class _Level:
    left: float
    at: datetime


class Limiter:
    """A bucket for each address: `most` at once, refilled within `seconds`. In this process alone.

    Tokens cannot be guessed; this keeps those who try from costing anything.
    """

    def __init__(self, most: int, seconds: float, addresses: int = 10_000) -> None:
        self._most, self._rate, self._addresses = most, most / seconds, addresses
        self._levels: OrderedDict[str, _Level] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, address: str, now: datetime) -> None:
        """AskedTooOften where the address has used up its share."""
        with self._lock:
            level = self._levels.setdefault(address, _Level(self._most, now))
            self._levels.move_to_end(address)
            if len(self._levels) > self._addresses:
                self._levels.popitem(last=False)
            gone = max((now - level.at).total_seconds(), 0)
            level.left, level.at = min(self._most, level.left + gone * self._rate), now
            if level.left < 1:
                raise AskedTooOften(retry_after=60)
            level.left -= 1
