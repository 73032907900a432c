"""Planning writes: freezing the population of a draw (冻结总体), as a stream in bounded memory."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from server.core.bulk import append, append_packed
from server.planning.models.draws import DrawBlock, DrawStratum
from server.planning.rules.draws import MOST_STRATA, TooManyStrata
from server.planning.rules.draws_population import (
    BLOCK,
    StratumFacts,
    pack_ids,
    print_of,
)

# Rule ("" for a stratum), key, id (0 where lines are kept), line.
FrozenRow = tuple[str, str, int, bytes]
BLOCKS_AT_ONCE = 64


class _List:
    """A list while its rows arrive: what is not written yet, and the hash of all of it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.blocks = 0
        self.size = 0
        self.digest = sha256()
        self.ids: list[int] = []
        self.lines: list[bytes] = []


class Freezer:
    """Writes a draw's lists block by block; its memory is one unfinished block for each list."""

    def __init__(self, session: Session, draw_id: str, *, keeps_lines: bool) -> None:
        self._session = session
        self._draw_id = draw_id
        self._keeps_lines = keeps_lines
        self._lists: dict[tuple[str, str], _List] = {}
        self._blocks: list[dict[str, Any]] = []

    def freeze(self, rows: Iterable[FrozenRow]) -> list[StratumFacts]:
        """Every row to its list, in the order given: that is its ordinal."""
        lists = self._lists
        for rule, key, row_id, line in rows:
            its = lists.get((rule, key)) or self._open(rule, key)
            its.ids.append(row_id)
            its.lines.append(line)
            if len(its.ids) == BLOCK:
                self._pack(its)
        for its in lists.values():
            if its.ids:
                self._pack(its)
        self._write()
        return self._close()

    def _open(self, rule: str, key: str) -> _List:
        if len(self._lists) == MOST_STRATA:
            raise TooManyStrata
        self._lists[rule, key] = _List(len(self._lists))
        return self._lists[rule, key]

    def _pack(self, its: _List) -> None:
        content = b"\n".join(its.lines)
        its.digest.update(content + b"\n")
        self._blocks.append(
            {
                "draw_id": self._draw_id,
                "list_number": its.number,
                "number": its.blocks,
                "ids": b"" if self._keeps_lines else pack_ids(its.ids),
                "lines": content.decode() if self._keeps_lines else "",
                "prints": b"".join(map(print_of, its.lines)),
            }
        )
        its.blocks += 1
        its.size += len(its.ids)
        its.ids, its.lines = [], []
        if len(self._blocks) == BLOCKS_AT_ONCE:
            self._write()

    def _write(self) -> None:
        append_packed(self._session, DrawBlock, self._blocks)
        self._blocks = []

    def _close(self) -> list[StratumFacts]:
        facts = [
            (StratumFacts(rule, key, its.size, its.digest.hexdigest()), its.number)
            for (rule, key), its in self._lists.items()
        ]
        facts.sort(key=lambda pair: (pair[0].rule, pair[0].key))
        rows = [
            {"draw_id": self._draw_id, "number": number, "list_number": met, **vars(its)}
            for number, (its, met) in enumerate(facts)
        ]
        append(self._session, DrawStratum, rows)
        return [its for its, _ in facts]
