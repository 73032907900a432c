"""A worker that a test kills: it sends what is due, and waits where it is told to.

`python killed_worker.py DATA SINK` looks ten times a second, by the machine's own clock, with a
lease of a second and a half; the robots' hosts are the sink's.
"""

import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from server.app import create_app
from server.core.settings import read_settings
from server.notifications.adapters import books, messengers
from server.notifications.adapters.guarding import GuardedSession
from server.notifications.jobs import deliver_due


class HereSession(GuardedSession):
    """Robots have addresses of their own, of which no test can make a server."""

    def request(self, *arguments: Any, **options: Any) -> Any:
        method, url = arguments
        here = url.replace("https://qyapi.weixin.qq.com", sys.argv[2])
        return super().request(method, here, **options)


def main(data: str) -> None:
    messengers.GuardedSession = HereSession
    books.LEASE = timedelta(seconds=1.5)
    settings = read_settings({"DUCHA_DATA": data, "DUCHA_SECRET_KEY": "test"})
    app = create_app(replace(settings, local_targets=True))
    with app.app_context():
        Path(data, "ready").touch()
        while True:
            deliver_due(app.extensions["ducha"])
            time.sleep(0.1)


main(sys.argv[1])
