"""Two who draw at the very same time: one of them draws, and the draw is whole."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from server.core.problems import Problem
from server.core.runtime import Runtime
from server.planning.rules.draws import DrawOutOfTurn
from tests.builders.company import actor
from tests.builders.device import Device
from tests.builders.draws import begin, freeze, picks, proof, serve


def test_of_two_who_draw_in_the_same_instant_one_draws(runtime: Runtime, head: Device) -> None:
    serve(runtime, 5_000)
    begin(head, count=200)
    freeze(head)
    hugo, start = actor(runtime, "hugo"), Barrier(2)

    def draw() -> Problem | None:
        start.wait()
        try:
            runtime.perform("draw.make", {"draw_id": "d1"}, hugo)
        except Problem as problem:
            return problem
        return None

    with ThreadPoolExecutor(2) as pool:
        results = [its.result() for its in [pool.submit(draw) for _ in range(2)]]
    assert [type(its) for its in results if its] == [DrawOutOfTurn]
    assert len({its["subject_id"] for its in picks(head)}) == 200
    assert proof(head)["is_right"]


def test_of_two_who_freeze_in_the_same_instant_one_freezes(runtime: Runtime, head: Device) -> None:
    serve(runtime, 5_000)
    begin(head)
    hugo, start = actor(runtime, "hugo"), Barrier(2)

    def freeze_it() -> str:
        start.wait()
        try:
            runtime.perform("draw.freeze", {"draw_id": "d1"}, hugo)
        except DrawOutOfTurn as problem:
            return problem.slug
        return "frozen"

    with ThreadPoolExecutor(2) as pool:
        results = [its.result() for its in [pool.submit(freeze_it) for _ in range(2)]]
    assert sorted(results) == ["draw-out-of-turn", "frozen"]
    assert proof(head)["is_right"]
