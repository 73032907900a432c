"""When messages go out: quiet hours, digests, rates, pauses; by a clock that the test sets."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.clock import CHINA, SetClock
from server.core.runtime import Runtime
from server.notifications.jobs import deliver_due
from server.notifications.rules import timing
from server.notifications.rules.timing import Bucket, Quiet
from tests.builders.company import set_policy
from tests.builders.sinks import Sink
from tests.builders.telling import a_channel, a_rule, deliveries, tell

NIGHT = Quiet(22 * 60, 7 * 60)


def china(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=CHINA).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        (china(6, 21, 59), china(6, 21, 59)),
        (china(6, 22), china(7, 7)),
        (china(6, 23, 59), china(7, 7)),
        (china(7, 0), china(7, 7)),
        (china(7, 6, 59), china(7, 7)),
        (china(7, 7), china(7, 7)),
    ],
)
def test_quiet_hours_reach_over_midnight_in_china(at: datetime, ends: datetime) -> None:
    assert timing.end_of_quiet(at, NIGHT, CHINA) == ends


def test_quiet_hours_within_one_day_and_none_at_all() -> None:
    noon = Quiet(12 * 60, 14 * 60)
    assert timing.end_of_quiet(china(6, 13), noon, CHINA) == china(6, 14)
    assert timing.end_of_quiet(china(6, 14), noon, CHINA) == china(6, 14)
    never = Quiet(8 * 60, 8 * 60)
    assert timing.end_of_quiet(china(6, 8), never, CHINA) == china(6, 8)


def test_pauses_grow_to_an_hour_and_differ_by_chance() -> None:
    longest = [timing.pause_after(tries, 0).total_seconds() for tries in range(1, 10)]
    assert longest == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert timing.pause_after(3, 1).total_seconds() == 60
    assert timing.pause_after(10**9, 0.5) == timedelta(minutes=45)


@given(
    per_minute=st.integers(2, 200),
    gaps=st.lists(st.integers(0, 40_000), min_size=1, max_size=300),
)
def test_no_sixty_seconds_see_more_than_the_rate(per_minute: int, gaps: list[int]) -> None:
    now = china(6, 10)
    bucket = Bucket(timing.burst_of(per_minute) * timing.TOKEN, now)
    sent: list[datetime] = []
    for gap in gaps:
        now += timedelta(milliseconds=gap)
        bucket = timing.refilled(bucket, per_minute, now)
        while not timing.wait_for_token(bucket, per_minute):
            sent.append(now)
            bucket = Bucket(bucket.tokens - timing.TOKEN, bucket.at)
    for at in sent:
        within = [one for one in sent if at <= one < at + timedelta(minutes=1)]
        assert len(within) <= per_minute


def test_after_the_wait_there_is_a_token() -> None:
    bucket = Bucket(0, china(6, 10))
    wait = timing.wait_for_token(bucket, 20)
    assert wait == timedelta(seconds=4)
    assert not timing.wait_for_token(timing.refilled(bucket, 20, bucket.at + wait), 20)


def test_ordinary_ones_of_some_minutes_are_one_message(
    runtime: Runtime, sink: Sink, clock: SetClock
) -> None:
    a_rule(runtime, a_channel(runtime, "json", f"{sink.url}/hook"))
    for number in range(5):
        tell(runtime, "stan", number=f"B-{number}")
        assert deliver_due(runtime) == 0
        clock.instant += timedelta(minutes=1)
    assert deliver_due(runtime) == 1
    (arrival,) = sink.taken
    text = arrival.json["message"]
    assert text.startswith("您有 5 条新消息：")
    places = [text.index(f"单号 B-{number}") for number in range(5)]
    assert places == sorted(places)
    assert text.endswith("https://ducha.test/notices")


def test_the_immediate_class_waits_for_no_digest_and_goes_alone(
    runtime: Runtime, sink: Sink
) -> None:
    a_rule(runtime, a_channel(runtime, "json", f"{sink.url}/hook"))
    tell(runtime, "stan", number="B-1")
    tell(runtime, "stan", kind="orange_failed", number="O-1")
    assert deliver_due(runtime) == 1
    assert "O-1" in sink.taken[0].json["message"]
    assert "B-1" not in sink.taken[0].json["message"]


def test_at_night_only_the_immediate_class_makes_a_sound(
    runtime: Runtime, sink: Sink, clock: SetClock
) -> None:
    a_rule(runtime, a_channel(runtime, "json", f"{sink.url}/hook"))
    clock.instant = china(6, 21, 58)
    tell(runtime, "stan", number="B-1")
    clock.instant = china(6, 23)
    tell(runtime, "stan", kind="orange_failed", number="O-1")
    tell(runtime, "stan", number="B-2")
    assert deliver_due(runtime) == 1
    clock.instant = china(7, 6, 59)
    assert deliver_due(runtime) == 0
    clock.instant = china(7, 7)
    assert deliver_due(runtime) == 1
    assert "您有 2 条新消息" in sink.taken[1].json["message"]


def test_what_fell_due_before_the_night_waits_if_the_worker_comes_only_then(
    runtime: Runtime, sink: Sink, clock: SetClock
) -> None:
    a_rule(runtime, a_channel(runtime, "json", f"{sink.url}/hook"))
    clock.instant = china(6, 20)
    tell(runtime, "stan", number="B-1")
    clock.instant = china(7, 2)
    assert deliver_due(runtime) == 0
    assert deliveries(runtime)[0].due_at == china(7, 7)


def test_the_company_chooses_its_quiet_hours_and_its_digest(
    runtime: Runtime, sink: Sink, clock: SetClock
) -> None:
    a_rule(runtime, a_channel(runtime, "json", f"{sink.url}/hook"))
    day = clock.now().date()
    for key, value in (("quiet_begins", 600), ("quiet_ends", 660), ("digest_minutes", 0)):
        set_policy(runtime, f"notice.{key}", value, day)
    clock.instant = china(6, 10, 30)
    tell(runtime, "stan", number="B-1")
    assert deliveries(runtime)[0].due_at == china(6, 11)
    clock.instant = china(6, 11)
    assert deliver_due(runtime) == 1


def test_a_channel_sends_no_more_than_its_rate_and_loses_nothing(
    runtime: Runtime, sink: Sink, clock: SetClock
) -> None:
    set_policy(runtime, "notice.digest_minutes", 0, clock.now().date())
    a_rule(runtime, a_channel(runtime, "json", f"{sink.url}/hook", per_minute=20))
    begin = clock.instant
    for number in range(60):
        tell(runtime, "stan", kind="orange_failed", number=f"O-{number}")
    counts: list[int] = []
    for second in range(240):
        clock.instant = begin + timedelta(seconds=second)
        deliver_due(runtime)
        counts.append(len(sink.taken))
    assert counts[-1] == 60
    assert counts[0] == timing.burst_of(20)
    for second in range(180):
        assert counts[second + 59] - (counts[second - 1] if second else 0) <= 20
