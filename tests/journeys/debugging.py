"""Journeys: the debugger behind a page, for what no person can do to a browser."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

from playwright.sync_api import Page


class Debugger(Protocol):
    """Chromium's debugging protocol, as far as it is spoken here."""

    def send(self, method: str, params: Mapping[str, Any] | None = None) -> None: ...

    def on(self, event: str, f: Callable[[object], None]) -> None: ...


def debugger_of(page: Page) -> Debugger:
    return cast(Debugger, page.context.new_cdp_session(page))
