"""Notifications: when a message goes out. Quiet hours, digests, pauses after failures, rates."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)
MOST_DOUBLINGS = 10
# A token is counted in thousandths, so that a slow channel gains some in each second.
TOKEN = 1000
MINUTE_MS = 60_000
DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Quiet:
    """Hours without a sound (免打扰), as minutes of the day; the same minute twice means none."""

    begins: int
    ends: int

    def holds(self, minute: int) -> bool:
        if self.begins <= self.ends:
            return self.begins <= minute < self.ends
        return minute >= self.begins or minute < self.ends


@dataclass(frozen=True)
class Bucket:
    """What a channel may still send at once, in thousandths of a message, counted at an instant."""

    tokens: int
    at: datetime


def end_of_quiet(at: datetime, quiet: Quiet, zone: tzinfo) -> datetime:
    """The first instant, from this one on, that is not within the quiet hours."""
    here = at.astimezone(zone)
    minute = here.hour * 60 + here.minute
    if not quiet.holds(minute):
        return at
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    is_tomorrow = minute >= quiet.ends
    ends = midnight + timedelta(minutes=quiet.ends + DAY_MINUTES * is_tomorrow)
    return ends.astimezone(at.tzinfo)


def due_at(
    at: datetime, *, is_urgent: bool, digest_minutes: int, quiet: Quiet, zone: tzinfo
) -> datetime:
    """Urgent (立即类): now. Else once the digest's time is over, and never in quiet hours."""
    if is_urgent:
        return at
    return end_of_quiet(at + timedelta(minutes=digest_minutes), quiet, zone)


def pause_after(tries: int, roll: float) -> timedelta:
    """Twice as long each time, and by chance (0 to 1) up to half as short: no herd comes back."""
    longest = min(FIRST_PAUSE * 2 ** min(tries - 1, MOST_DOUBLINGS), LONGEST_PAUSE)
    return longest * (1 - roll / 2)


def burst_of(per_minute: int) -> int:
    """How many may go at once: a quarter of a minute's."""
    return max(1, per_minute // 4)


def refilled(bucket: Bucket, per_minute: int, now: datetime) -> Bucket:
    """What the bucket holds now. A burst and a minute's refill together are `per_minute`, so that
    no sixty seconds, wherever they begin, see more."""
    gained = _refill_of(per_minute) * _ms(now - bucket.at) * TOKEN // MINUTE_MS
    most = burst_of(per_minute) * TOKEN
    return Bucket(min(most, bucket.tokens + max(0, gained)), max(now, bucket.at))


def wait_for_token(bucket: Bucket, per_minute: int) -> timedelta:
    """How long until one more may go; nothing where one may."""
    missing = max(0, TOKEN - bucket.tokens)
    return timedelta(milliseconds=-(-missing * MINUTE_MS // (_refill_of(per_minute) * TOKEN)))


def _refill_of(per_minute: int) -> int:
    return max(1, per_minute - burst_of(per_minute))


def _ms(span: timedelta) -> int:
    return int(span / timedelta(milliseconds=1))
