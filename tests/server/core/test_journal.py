"""The journal: whatever is done to it by SQL is found and named (R-70)."""

import pytest
from sqlalchemy import text

from server.core.journal import find_breaks
from server.core.runtime import Runtime
from tests.builders.company import ORG

TAMPERING = {
    "content": "UPDATE journal SET actor_name = 'somebody' WHERE number = 5",
    "missing": "DELETE FROM journal WHERE number = 5",
    "chain": "UPDATE journal SET previous_hash = 'x' WHERE number = 5",
    "cut off": "DELETE FROM journal WHERE number > 5",
}


def breaks(runtime: Runtime) -> list[tuple[int, str]]:
    with runtime.reading() as session:
        return list(find_breaks(session, ORG))


def test_an_honest_journal_has_no_break(runtime: Runtime) -> None:
    assert breaks(runtime) == []


@pytest.mark.parametrize(("reason", "sql"), TAMPERING.items())
def test_tampering_is_found(runtime: Runtime, reason: str, sql: str) -> None:
    with runtime.bookkeeping() as session:
        session.execute(text(sql))
    found = breaks(runtime)
    assert reason in {why for _, why in found}
    assert min(number for number, _ in found) in (5, 6)


def test_the_password_is_nowhere_in_the_journal(runtime: Runtime) -> None:
    with runtime.reading() as session:
        lines = session.execute(text("SELECT args FROM journal WHERE command = 'user.add'"))
        assert all("password" not in str(args) for (args,) in lines)
