"""Sync bench: a supervisor over 60 units, whose device is 1,000 rows behind or has them all."""

import json
from dataclasses import dataclass

from bench.sync.company import SUPERVISOR
from bench.sync.filling import A_VERSION, fill
from bench.sync.load import Received, Sender
from bench.sync.ours import Ducha, Phone
from server.core.clock import local_day
from server.core.runtime import Runtime
from server.core.settings import PROTOCOL_VERSION
from server.organisation.queries import get_user, load_actor
from server.syncing.adapters.pulling import PullView
from sync.hub.cursor import LAST_KEY, START, Cursor, write_cursor
from sync.hub.wire import PullRequest

CHANGES = 1000


@dataclass
class Supervisor:
    """His device on one server of ours; `behind` and `newest` are cursors."""

    ducha: Ducha
    phone: Phone
    sender: Sender
    behind: str
    newest: str = ""

    def pull(self) -> Received:
        """Every page from `behind` on, as a phone asks for them."""
        cursor, rows, size, seconds, more = self.behind, 0, 0, 0.0, True
        while more:
            answer = self.sender.send(self.phone.pull(cursor))
            page = json.loads(answer.body)
            rows += sum(op[0] == "put" for op in page["ops"])
            size, seconds = size + len(answer.body), seconds + answer.seconds
            cursor, more = page["cursor"], page["more"]
        self.newest = cursor
        return Received(rows, size, seconds)

    def pull_nothing(self) -> None:
        """A pull after which nothing has changed; RuntimeError where something came."""
        page = json.loads(self.sender.send(self.phone.pull(self.newest)).body)
        if page["ops"] or page["more"]:
            raise RuntimeError("an idle pull brought something")
        self.newest = page["cursor"]


def filled(ducha: Ducha, count: int) -> Supervisor:
    """Bulk load `count` rows in his scopes; his device has all but the newest 1,000."""
    behind = fill_and_fall_behind(ducha.runtime, count)
    ducha.settle()
    return Supervisor(ducha, ducha.sign_in(SUPERVISOR), Sender(ducha.port), behind)


def fill_and_fall_behind(runtime: Runtime, count: int) -> str:
    """Bulk load; returns the cursor of a device that has all but the newest 1,000 rows."""
    before = fill(runtime, count)
    with runtime.reading() as session:
        actor = load_actor(session, get_user(session, SUPERVISOR), local_day(runtime.clock.now()))
        asked = PullRequest.model_validate(
            {"protocol": PROTOCOL_VERSION, "client_id": "bench-supervisor"}
        )
        view = PullView(session, actor, asked, is_asking=False)
        view.open(START, 1)
        seen = (before + (count - CHANGES) // A_VERSION, LAST_KEY, "")
        return write_cursor(Cursor(view.epoch, view.schema, seen, view.scopes, {}))
