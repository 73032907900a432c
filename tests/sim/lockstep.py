"""Simulator: requests in threads of their own, of which one runs at a time and stops where told."""

import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Any

LOCK_WAIT = "lock"


class Crashed(BaseException):
    """The server died here: nothing of this request goes on, and nobody hears of it."""


class Task:
    """One request under way: it runs until a stop that was asked for, and waits there."""

    def __init__(self, name: str, work: Callable[[], Any], stops: Iterable[str]) -> None:
        self.name = name
        self.at: str | None = None
        self.result: Any = None
        self.notes: dict[str, Any] = {}
        self.statements = 0
        self._work, self._stops = work, frozenset(stops)
        self._is_crashing = False
        self._go, self._halted = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def is_done(self) -> bool:
        return not self._thread.is_alive()

    def resume(self) -> None:
        """Let it run to its next stop or to its end."""
        self._go.release()
        self._halted.acquire()
        if self.at is None:
            self._thread.join()

    def crash(self) -> None:
        """Let it die where it stands."""
        self._is_crashing = True
        while not self.is_done:
            self.resume()

    def wants(self, stop: str) -> bool:
        return stop in self._stops

    @contextmanager
    def undisturbed(self) -> Generator[None]:
        """It stops nowhere meanwhile."""
        stops, self._stops = self._stops, frozenset[str]()
        yield
        self._stops = stops

    def pause(self, stop: str) -> None:
        """Called in the task's own thread: wait here until told to go on."""
        if self._is_crashing:
            raise Crashed
        self.at = stop
        self._halted.release()
        self._go.acquire()
        self.at = None
        if self._is_crashing:
            raise Crashed

    def _run(self) -> None:
        _here.task = self
        self._go.acquire()
        try:
            if not self._is_crashing:
                self.result = self._work()
        except Crashed:
            self.notes["crashed"] = True
        except BaseException as error:
            # A dying transaction may answer with an error of its own; only a live one is news.
            if not self._is_crashing:
                self.notes["error"] = error
        finally:
            self.at = None
            self._halted.release()


_here = threading.local()


def current_task() -> Task | None:
    """The task whose thread this is; None in the simulator's own."""
    return getattr(_here, "task", None)


def stop_at(stop: str) -> None:
    """A yield point in the product: waits here where this task was told to."""
    task = current_task()
    if task is not None and task.wants(stop):
        task.pause(stop)


class WriteLock:
    """SQLite's one writer: who else begins to write waits, as it would for the busy timeout."""

    def __init__(self) -> None:
        self.holder: object | None = None

    def take(self) -> None:
        task = current_task()
        while self.holder is not None and self.holder is not task:
            if task is None:
                raise RuntimeError("the simulator itself would wait for a request that stands")
            task.pause(LOCK_WAIT)
        self.holder = task

    def release(self) -> None:
        if self.holder is current_task():
            self.holder = None


def is_waiting(task: Task, lock: WriteLock) -> bool:
    """Whether there is no use in resuming this task yet."""
    return task.at == LOCK_WAIT and lock.holder is not None
