"""Simulator: the server's side of the pipe. One JSON line asks, one answers."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import IO, Any

from server.core.journal import find_breaks
from server.core.problems import Problem
from tests.builders.company import NOW, ORG
from tests.sim.calls import call
from tests.sim.lockstep import Task, is_waiting
from tests.sim.office import act
from tests.sim.pictures import PICTURES
from tests.sim.sums import wrong_sums
from tests.sim.world import World

Json = dict[str, Any]


class Gateway:
    """Answers the scheduler until it closes the pipe; `ended` hears how each history ended."""

    def __init__(self, world: World, ended: Callable[[Json], None]) -> None:
        self._world, self._ended = world, ended
        self._tasks: dict[int, Task] = {}

    def serve(self, questions: IO[str], answers: IO[str]) -> None:
        for line in questions:
            question = json.loads(line)
            answer = getattr(self, f"do_{question.pop('do')}")(**question)
            answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
            answers.flush()

    def do_hello(self) -> Json:
        """What every history starts from: people's sign-ins, and pictures to take."""
        return {"people": self._world.people, "pictures": PICTURES}

    def do_begin_history(self, seed: int) -> Json:
        self._crash_all()
        self._world.begin_history(seed)
        return {}

    def do_request(self, id: int, now: float, stops: list[str], request: Json) -> Json:
        """Begin an HTTP request; it runs to its first stop, or to its end."""
        return self._begin(id, now, stops, lambda: call(self._world.app, request))

    def do_office(self, id: int, now: float, stops: list[str], request: Json) -> Json:
        """Begin something that happens beside the devices."""
        return self._begin(id, now, stops, lambda: act(self._world.app, request))

    def do_step(self, id: int, now: float) -> Json:
        self._set_clock(now)
        self._tasks[id].resume()
        return self._tell(id)

    def do_crash(self) -> Json:
        """The process dies with all that it had begun, and is started again."""
        self._crash_all()
        self._world.stop()
        self._world.boot()
        return self._news()

    def do_update(self) -> Json:
        """The same, and what is started is newer."""
        self._crash_all()
        self._world.update()
        return self._news()

    def do_save(self) -> Json:
        self._world.save()
        return {}

    def do_restore(self) -> Json:
        self._crash_all()
        self._world.restore()
        return self._news()

    def do_truth(self, login: str) -> Json:
        return self._world.truth_for(login)

    def do_finish(self) -> Json:
        """What only a whole reading shows."""
        with self._world.runtime.reading() as session:
            breaks = list(find_breaks(session, ORG))
            wrong = list(wrong_sums(session, ORG))
        news = self._news()
        news["violations"] += [f"I3: journal line {number}: {why}" for number, why in breaks]
        news["violations"] += [f"digest: {scope} has another sum" for scope in wrong]
        return news

    def do_ended(self, seed: int, outcome: Json) -> Json:
        self._ended({"seed": seed, **outcome})
        return {}

    def _begin(self, id: int, now: float, stops: list[str], work: Callable[[], Any]) -> Json:
        self._set_clock(now)
        self._tasks[id] = Task(str(id), work, stops)
        self._tasks[id].resume()
        return self._tell(id)

    def _tell(self, id: int) -> Json:
        """Where it stands or how it ended, who may go on, and what was committed meanwhile."""
        task = self._tasks[id]
        answer: Json = {"at": task.at, "result": None, "truth": None}
        if task.is_done:
            del self._tasks[id]
            answer["result"] = _result_of(task)
            answer["truth"] = task.notes.get("truth")
        if task.notes.pop("committed", False):
            answer |= self._news()
        if "mistake" in task.notes:
            mistake = task.notes.pop("mistake")
            answer["violations"] = [*answer.get("violations", []), f"mistake: {mistake}"]
        lock = self._world.database.lock
        answer["waiting"] = [key for key, other in self._tasks.items() if is_waiting(other, lock)]
        return answer

    def _news(self) -> Json:
        news = self._world.look()
        return vars(news)

    def _crash_all(self) -> None:
        for task in self._tasks.values():
            task.crash()
        self._tasks.clear()
        self._world.database.lock.holder = None

    def _set_clock(self, now: float) -> None:
        self._world.clock.instant = NOW + timedelta(milliseconds=now)


def _result_of(task: Task) -> Any:
    error = task.notes.get("error")
    if error is not None and not isinstance(error, Problem):
        raise error
    return task.result
