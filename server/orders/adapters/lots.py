"""Orders: the lots of look-backs drawn again (复算回头看抽签), for the console."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.core.runtime import Runtime
from server.orders.queries.lookbacks import iterate_lots
from server.planning.queries.seeds import list_months


@dataclass(frozen=True)
class Lots:
    """A company's lots of a month: how many, and the orders whose lot is not what it was."""

    org: str
    count: int
    wrong: list[str]


def verify_lots(runtime: Runtime, period: str) -> Iterator[Lots]:
    """Every company that has drawn in the month."""
    with runtime.reading() as session:
        for seed in list_months(session, period):
            lots = list(iterate_lots(session, seed.org, period, seed.secret))
            wrong = [order_id for order_id, is_same in lots if not is_same]
            yield Lots(seed.org, len(lots), wrong)
