"""Queue: what wakes workers (huey); what is to be done stands in the database.

So nothing is lost with the queue, and nothing hangs on a wake-up that did not come: each minute a
worker finds what is due. Its messages are signed with the installation's secret.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import structlog
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.exceptions import TaskLockedException
from huey.serializer import SignedSerializer

from server.core.settings import Settings

PATIENCE_S = 2
# 03:00 in China, where nobody works.
NIGHT = {"hour": "19", "minute": "0"}
NIGHT_ENDS_S = 12 * 3600


@dataclass(frozen=True)
class Tasks:
    """What a worker does when it is woken, each minute, and at night."""

    run_due: Callable[[], object]
    run_minutely: Callable[[], object]
    run_nightly: Callable[[], object]


@dataclass(frozen=True)
class Queue:
    """A huey with our tasks. Who only wakes need not be able to do them."""

    huey: Huey
    run_due: Callable[[], object]

    def wake(self) -> None:
        """Have a worker look for work; where one is told so and has not begun, that will do."""
        if not self.huey.pending_count():
            self.run_due()


def wake(settings: Settings) -> None:
    """Have a worker look for work soon.

    Where the queue is away the sweep finds the work: no upload fails of it.
    """
    try:
        open_queue(settings).wake()
    except Exception as error:
        structlog.get_logger().warning("wake-up lost", error=str(error))


def open_queue(settings: Settings) -> Queue:
    """The queue of this installation, for those who wake."""
    return _opened(*_where(settings))


def open_working_queue(settings: Settings, tasks: Tasks) -> Queue:
    """The queue of this installation, for a worker."""
    return _declared(_huey(*_where(settings)), tasks)


@lru_cache(maxsize=4)
def _opened(data_dir: Path, redis_url: str, name: str, secret: str) -> Queue:
    return _declared(
        _huey(data_dir, redis_url, name, secret), Tasks(_do_nothing, _do_nothing, _do_nothing)
    )


def _do_nothing() -> None:
    """Who wakes is no worker."""


def _declared(huey: Huey, tasks: Tasks) -> Queue:
    def due() -> None:
        tasks.run_due()

    def minute() -> None:
        tasks.run_due()
        tasks.run_minutely()

    def night() -> None:
        # Each worker process has a clock that rings; one night is enough.
        with suppress(TaskLockedException), huey.lock_task("night", ttl=NIGHT_ENDS_S):
            tasks.run_nightly()

    run_due = huey.task(name="due")(due)
    huey.periodic_task(crontab(minute="*"), name="minute")(minute)
    huey.periodic_task(crontab(**NIGHT), name="night")(night)
    return Queue(huey, run_due)


def _huey(data_dir: Path, redis_url: str, name: str, secret: str) -> Huey:
    signed = SignedSerializer(secret)
    if redis_url:
        mark = "&" if "?" in redis_url else "?"
        url = f"{redis_url}{mark}socket_connect_timeout={PATIENCE_S}"
        return RedisHuey(name=name, results=False, serializer=signed, url=url)
    file = str(data_dir / "queue.sqlite3")
    return SqliteHuey(name=name, results=False, serializer=signed, filename=file)


def _where(settings: Settings) -> tuple[Path, str, str, str]:
    # Several installations may share one Redis.
    database = hashlib.sha256(settings.database_url.encode()).hexdigest()[:12]
    return settings.data_dir, settings.redis_url, f"ducha-{database}", settings.secret_key
