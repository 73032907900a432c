"""Workers that are killed in the middle of a delivery: what the receiver counts afterwards."""

import signal
from pathlib import Path

import pytest

from server.core.clock import SetClock, SystemClock
from server.core.runtime import Runtime
from tests.builders.company import set_policy
from tests.builders.processes import running, wait_until
from tests.builders.sinks import Sink
from tests.builders.telling import a_channel, a_rule, deliveries, states, tell

WORKER = str(Path(__file__).parent / "killed_worker.py")
COUNT = 12


@pytest.fixture
def clock() -> SetClock:
    """The machine's own time, by which the workers work."""
    return SetClock(SystemClock().now())


def send(runtime: Runtime, *, kind: str = "order_returned") -> None:
    for number in range(COUNT):
        tell(runtime, "stan", kind=kind, number=f"K-{number}")


def kill_one(sink: Sink, folder: Path) -> None:
    wanted = len(sink.arrivals) + 2
    with running(WORKER, str(folder), sink.url, env={}, log=folder / "worker.log") as worker:
        wait_until(lambda: len(sink.arrivals) >= wanted, "a delivery", folder / "worker.log")
        worker.send_signal(signal.SIGKILL)
        worker.wait()


def kill_often(runtime: Runtime, sink: Sink, folder: Path) -> int:
    """Kill a worker while the sink holds its second request, three times; then one may finish."""
    sink.delay_s, kills = 0.4, 3
    for _ in range(kills):
        kill_one(sink, folder)
    sink.delay_s = 0.0
    with running(WORKER, str(folder), sink.url, env={}, log=folder / "worker.log"):
        wait_until(
            lambda: not {"waiting", "sending"} & set(states(runtime)),
            "the end of the queue",
            folder / "worker.log",
        )
    return kills


def test_a_killed_worker_loses_nothing_and_doubles_nothing_that_has_a_key(
    runtime: Runtime, sink: Sink, clock: SetClock, tmp_path: Path
) -> None:
    set_policy(runtime, "notice.digest_minutes", 0, clock.now().date())
    a_rule(runtime, a_channel(runtime, "json", f"{sink.url}/hook"))
    send(runtime, kind="orange_failed")
    kills = kill_often(runtime, sink, tmp_path)
    assert states(runtime) == ["sent"] * COUNT
    by_key = {arrival.key: arrival.json["message"] for arrival in sink.arrivals}
    told = [text.partition("单号 ")[2].splitlines()[0] for text in by_key.values()]
    assert told == [f"K-{number}" for number in range(COUNT)]
    # Each kill doubled one request, under the key that it had.
    assert len(sink.arrivals) == COUNT + kills
    assert sum(row.is_repeated for row in deliveries(runtime)) == kills


@pytest.mark.long
def test_a_killed_worker_never_has_a_robot_say_an_ordinary_notice_twice(
    runtime: Runtime, sink: Sink, clock: SetClock, tmp_path: Path
) -> None:
    """What may have been said is shown as unknown; nothing is silently lost (decision 0020)."""
    for name in ("digest_minutes", "quiet_begins", "quiet_ends"):
        set_policy(runtime, f"notice.{name}", 0, clock.now().date())
    robot = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=robot"
    a_rule(runtime, *(a_channel(runtime, "wecom", f"{robot}-{n}") for n in range(COUNT)))
    tell(runtime, "stan", number="K-1")
    kills = kill_often(runtime, sink, tmp_path)
    found = states(runtime)
    assert found.count("unknown") == kills
    assert found.count("sent") == COUNT - kills
    assert len({arrival.path for arrival in sink.arrivals}) == COUNT == len(sink.arrivals)
