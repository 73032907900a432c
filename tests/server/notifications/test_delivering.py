"""Deliveries over a real HTTP server that is down, slow or full: nothing is lost or doubled."""

from datetime import timedelta

import pytest

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.notifications.adapters import guarding
from server.notifications.jobs import deliver_due
from tests.builders.company import set_policy
from tests.builders.sinks import Sink
from tests.builders.telling import a_channel, a_rule, deliveries, states, tell


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def hook(runtime: Runtime, sink: Sink, clock: SetClock) -> str:
    """A webhook that gets each notice at once."""
    set_policy(runtime, "notice.digest_minutes", 0, clock.now().date())
    channel_id = a_channel(runtime, "json", f"{sink.url}/hook")
    a_rule(runtime, channel_id)
    return channel_id


def numbers(sink: Sink) -> list[str]:
    """The numbers of the orders in the messages that were taken, each key once."""
    told = {arrival.key: arrival.json["message"] for arrival in sink.taken}
    return [text.partition("单号 ")[2].split("\n")[0] for text in told.values()]


def work_for(runtime: Runtime, clock: SetClock, minutes: int, step: int = 1) -> None:
    """A worker that looks each minute."""
    for _ in range(0, minutes, step):
        deliver_due(runtime)
        clock.instant += timedelta(minutes=step)


def test_a_notice_arrives_with_its_words_its_page_and_a_key(
    runtime: Runtime, sink: Sink, hook: str
) -> None:
    tell(runtime, "stan", number="B-1", colour="blue")
    assert deliver_due(runtime) == 1
    (arrival,) = sink.taken
    text = arrival.json["message"]
    assert "【蓝单】A站的整改反馈被退回，请补充，单号 B-1" in text
    assert "https://ducha.test/orders/o-B-1" in text
    assert len(arrival.key) == 32
    (row,) = deliveries(runtime)
    assert (row.state, row.channel_id, row.tries) == ("sent", hook, 1)


@pytest.mark.usefixtures("hook")
def test_a_channel_that_is_down_delays_and_loses_nothing(
    runtime: Runtime, sink: Sink, clock: SetClock
) -> None:
    sink.stop()
    for number in range(5):
        tell(runtime, "stan", number=f"B-{number}")
        work_for(runtime, clock, 3)
    assert set(states(runtime)) == {"waiting"}
    sink.start()
    work_for(runtime, clock, 120)
    assert states(runtime) == ["sent"] * 5
    assert len(sink.taken) == len({arrival.key for arrival in sink.taken})
    text = "".join(arrival.json["message"] for arrival in sink.taken)
    assert [text.count(f"单号 B-{number}") for number in range(5)] == [1] * 5
    # In order, over all messages.
    places = [text.index(f"单号 B-{number}") for number in range(5)]
    assert places == sorted(places)


@pytest.mark.usefixtures("hook")
def test_refused_ones_are_tried_again_and_arrive_once(
    runtime: Runtime, sink: Sink, clock: SetClock
) -> None:
    sink.answers = [(500, {}, b""), (404, {}, b""), (503, {}, b"")]
    tell(runtime, "stan", number="B-1")
    work_for(runtime, clock, 90)
    assert states(runtime) == ["sent"]
    assert len(sink.arrivals) == 4
    assert len({arrival.key for arrival in sink.arrivals}) == 1
    assert numbers(sink) == ["B-1"]


@pytest.mark.usefixtures("hook")
def test_a_retry_after_is_obeyed(runtime: Runtime, sink: Sink, clock: SetClock) -> None:
    sink.answers = [(429, {"Retry-After": "600"}, b"")]
    tell(runtime, "stan", number="B-1")
    deliver_due(runtime)
    clock.instant += timedelta(seconds=599)
    assert deliver_due(runtime) == 0
    clock.instant += timedelta(seconds=1)
    assert deliver_due(runtime) == 1
    assert numbers(sink) == ["B-1"]


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "TIMEOUT_S", (1.0, 0.3))


@pytest.mark.usefixtures("hook", "_impatient")
def test_what_may_have_arrived_is_sent_again_under_the_same_key(
    runtime: Runtime, sink: Sink, clock: SetClock
) -> None:
    sink.delay_s = 1.0
    tell(runtime, "stan", number="B-1")
    deliver_due(runtime)
    sink.delay_s, sink.drops = 0.0, 1
    work_for(runtime, clock, 30)
    assert len(sink.taken) == 3
    assert len({arrival.key for arrival in sink.taken}) == 1
    assert "可能重复" in sink.taken[-1].json["message"]
    assert states(runtime) == ["sent"]


@pytest.mark.usefixtures("hook")
def test_a_later_one_never_overtakes_one_that_failed(
    runtime: Runtime, sink: Sink, clock: SetClock
) -> None:
    sink.answers = [(400, {}, b"")]
    tell(runtime, "stan", number="B-1")
    deliver_due(runtime)
    tell(runtime, "stan", number="B-2")
    assert deliver_due(runtime) == 0
    work_for(runtime, clock, 5)
    assert numbers(sink) == ["B-1", "B-2"]


@pytest.mark.usefixtures("hook")
def test_a_redirection_is_not_followed(runtime: Runtime, sink: Sink, clock: SetClock) -> None:
    sink.answers = [(307, {"Location": f"{sink.url}/elsewhere"}, b"")]
    tell(runtime, "stan", number="B-1")
    deliver_due(runtime)
    assert [arrival.path for arrival in sink.arrivals] == ["/hook"]
    assert deliveries(runtime)[0].last_error == "http-307"


@pytest.mark.usefixtures("hook")
def test_after_a_week_it_is_given_up(runtime: Runtime, sink: Sink, clock: SetClock) -> None:
    sink.stop()
    tell(runtime, "stan", number="B-1")
    work_for(runtime, clock, 167 * 60, step=60)
    assert states(runtime) == ["waiting"]
    work_for(runtime, clock, 5 * 60, step=60)
    assert states(runtime) == ["failed"]


def test_a_channel_that_is_switched_off_keeps_its_messages(
    runtime: Runtime, sink: Sink, hook: str
) -> None:
    tell(runtime, "stan", number="B-1")
    a_channel(runtime, "json", channel_id=hook, is_enabled=False)
    assert deliver_due(runtime) == 0
    tell(runtime, "stan", number="B-2")
    a_channel(runtime, "json", channel_id=hook)
    assert deliver_due(runtime) == 1
    assert numbers(sink) == ["B-1"]


@pytest.mark.usefixtures("hook")
def test_a_group_hears_once_of_what_several_of_its_people_are_told(
    runtime: Runtime, sink: Sink
) -> None:
    tell(runtime, "stan", "tess", "bram", number="B-1")
    deliver_due(runtime)
    assert len(sink.arrivals) == 1
