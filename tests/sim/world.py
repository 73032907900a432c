"""Simulator: the server. The real application on a real database, which crashes and comes back."""

import logging
import random
import secrets
import time
import traceback
import uuid
from collections.abc import MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.orm import Session

from server.app import create_app
from server.core.clock import SetClock
from server.core.replication import SyncClock
from server.core.restoring import rotate_epochs
from server.core.runtime import Runtime
from server.core.settings import read_settings
from server.installation import migrate_database
from server.organisation.queries import scopes_of
from tests.builders.company import NOW, ORG, PEOPLE, actor, fill_company, set_policy
from tests.sim import truth
from tests.sim.commands import with_sim_commands
from tests.sim.databases import Database
from tests.sim.effects import Effects, News, read_start
from tests.sim.lockstep import current_task
from tests.sim.office import sign_in
from tests.sim.watching import watch_engine, watch_product

Json = dict[str, Any]


class World:
    """One server over one database; `boot` starts it, as often as it crashes."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self._folder = database, folder
        self.clock = SetClock(NOW)
        self._boots = 0
        self._is_updated = False
        self._rows: tuple[tuple[int, int], list[truth.Row]] | None = None
        watch_product(self)
        database.make_template(self._fill)
        database.reset()
        self.boot()

    @property
    def runtime(self) -> Runtime:
        return self.app.extensions["ducha"]

    def begin_history(self, seed: int) -> None:
        """The company as it was, and the same accidents for the same seed."""
        self.stop()
        self._is_updated = False
        self.database.reset()
        _seed_chance(seed)
        self.clock.instant = NOW
        self.boot()
        with self.runtime.reading() as session:
            self._start = read_start(session, ORG)
        self.effects = Effects(ORG, self._start)

    def boot(self) -> None:
        self._boots += 1
        self.app = self._new_app(self.database.url)
        self.database.watch(self.runtime.engine)
        watch_engine(self.runtime.engine)

    def stop(self) -> None:
        self.runtime.engine.dispose()

    def update(self) -> None:
        """A newer server takes the place of this one."""
        self.stop()
        self._is_updated = True
        self.boot()

    def save(self) -> None:
        """A backup. Nobody may be at work."""
        self.stop()
        self.database.save()

    def restore(self) -> None:
        """The backup takes the place of all that came after it, and the product is told so."""
        self.stop()
        self.database.restore()
        self.boot()
        with self.runtime.bookkeeping() as session:
            [restored] = rotate_epochs(session)
        self.effects = Effects(ORG, self._start)
        self.effects.leapt_to = restored.new_version

    def look(self) -> News:
        with self.runtime.reading() as session:
            return self.effects.look(session)

    def truth_in(self, session: Session, scopes: frozenset[str]) -> Json:
        """What a device with these scopes must hold in this session's snapshot, and its version."""
        clock = session.get_one(SyncClock, ORG)
        key = (self._boots, clock.version)
        if self._rows is None or self._rows[0] != key:
            self._rows = (key, truth.read_rows(session, ORG, self.runtime.wiring.feeds))
        return {"version": clock.version, "rows": truth.carried(self._rows[1], scopes)}

    def truth_for(self, login: str) -> Json:
        """The same for a person as he stands now."""
        scopes = scopes_of(actor(self.runtime, login))
        with self.runtime.reading() as session:
            return self.truth_in(session, scopes)

    def _fill(self, url: str) -> None:
        app = self._new_app(url)
        with app.app_context():
            migrate_database(app)
        fill_company(app.extensions["ducha"])
        # Nothing waits for its age: each night takes what is settled by then.
        for kept in ("visit", "order", "notice", "tombstone"):
            set_policy(app.extensions["ducha"], f"carry.{kept}_days", 0, NOW.date())
        # As if each had signed in on each device of his before the history begins.
        self.people = {login: sign_in(app, login) for login, *_ in PEOPLE}
        app.extensions["ducha"].engine.dispose()

    def _new_app(self, url: str) -> Flask:
        settings = read_settings({"DUCHA_DATA": str(self._folder), "DUCHA_SECRET_KEY": "sim"})
        app = create_app(replace(settings, database_url=url), self.clock)
        _fall_silent()
        app.extensions["ducha"] = with_sim_commands(
            app.extensions["ducha"], is_updated=self._is_updated
        )
        return app


def _fall_silent() -> None:
    """What the product logs about faults that were made on purpose is no news; a mistake is."""
    structlog.configure(
        processors=[_keep_mistake],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
    )


def _keep_mistake(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    task = current_task()
    if task is not None and event["event"] == "unexpected":
        task.notes["mistake"] = "".join(traceback.format_exception(event["exc_info"]))
    raise structlog.DropEvent


def _seed_chance(seed: int) -> None:
    """Ids, tokens and pauses that the server would draw by chance."""
    chance = random.Random(seed)
    random.seed(seed)
    uuid.uuid4 = lambda: uuid.UUID(int=chance.getrandbits(128), version=4)
    secrets.token_hex = lambda nbytes=None: chance.randbytes(nbytes or 32).hex()
    secrets.token_urlsafe = lambda nbytes=None: chance.randbytes(nbytes or 32).hex()
    time.sleep = lambda _seconds: None
