"""Clock: the only place that asks what time it is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the time as an aware UTC instant."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class SetClock:
    """A clock that stands where it was put; the demo's history and the tests live by it."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant


@dataclass(frozen=True)
class Moment:
    """When something was done. Only `received` (server) orders or times anything.

    `occurred` is the phone's claim for the tap; `skew_s` is phone minus server as measured at the
    push, in seconds.
    """

    received: datetime
    occurred: datetime
    skew_s: float = 0.0

    @property
    def corrected(self) -> datetime:
        """The tap's time with the measured skew taken out, never later than its arrival."""
        return min(self.occurred - timedelta(seconds=self.skew_s), self.received)

    @property
    def received_on(self) -> date:
        """The server's day in China."""
        return local_day(self.received)


def local_day(instant: datetime) -> date:
    """The calendar day in China of an aware instant."""
    return instant.astimezone(CHINA).date()


def seconds_to_next_day(instant: datetime) -> int:
    """Until the next day begins in China."""
    here = instant.astimezone(CHINA)
    midnight = datetime.combine(here.date() + timedelta(days=1), datetime.min.time(), CHINA)
    return int((midnight - here).total_seconds()) + 1
