"""Reports: wire shapes and feeds."""

from datetime import datetime

from server.core.feeds import Feed, RowShape, user_scope
from server.core.words import Colour, PrintState
from server.reports.models import MonthPrint


class MonthPrintRow(RowShape):
    user_id: str
    month: str
    unit_id: str
    unit_name: str
    colour: Colour | None
    state: PrintState
    total: int
    done: int
    pages: int
    size: int
    ordered_at: datetime
    ended_at: datetime | None


def _scopes(its: MonthPrint) -> list[str]:
    return [user_scope(its.user_id)] if its.is_carried else []


MONTH_PRINT_FEED = Feed("month_print", MonthPrint, MonthPrintRow, _scopes)
