"""Planning rules: which unit a name or code of an imported list means."""

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.planning.rules.cells import CellMistake
from server.planning.rules.periods import period_of

KIND_WORDS = {
    "group": "公司本部",
    "department": "部门",
    "branch": "分公司",
    "subsidiary": "子公司",
    "team": "班组",
}


@dataclass(frozen=True)
class NamedUnit:
    """A unit as lists name it. `closed_on`: its last day; closed without one, it has no day."""

    id: str
    code: str
    name: str
    kind: str
    is_closed: bool = False
    closed_on: date | None = None


class Directory:
    """Units of a company by name and by code."""

    def __init__(self, units: Iterable[NamedUnit], kinds: frozenset[str]) -> None:
        self._kinds = kinds
        self._named: dict[str, list[NamedUnit]] = {}
        for unit in units:
            for key in {folded(unit.name), folded(unit.code)}:
                self._named.setdefault(key, []).append(unit)
        # Names come a million times, and few of them differ.
        self._found: dict[str, NamedUnit | CellMistake] = {}

    def find(self, text: str) -> NamedUnit:
        """The one unit that is meant; CellMistake where there is none, or more than one."""
        found = self._found.get(text)
        if found is None:
            found = self._found.setdefault(text, self._look_up(text))
        if isinstance(found, CellMistake):
            raise found
        return found

    def _look_up(self, text: str) -> NamedUnit | CellMistake:
        named = self._named.get(folded(text), [])
        fitting = [unit for unit in named if unit.kind in self._kinds]
        wanted = "、".join(KIND_WORDS[kind] for kind in KIND_WORDS if kind in self._kinds)
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            codes = "、".join(sorted(unit.code for unit in fitting))
            return CellMistake(f"有 {len(fitting)} 个单位叫这个名字，请改填机构代码：{codes}")
        if named:
            return CellMistake(f"这是{KIND_WORDS[named[0].kind]}，这一列要填{wanted}")
        return CellMistake(f"没有这个{wanted}{self._suggestion(text)}")

    def _suggestion(self, text: str) -> str:
        names = [
            unit.name for its in self._named.values() for unit in its if unit.kind in self._kinds
        ]
        close = difflib.get_close_matches(text, sorted(set(names)), n=1, cutoff=0.5)
        return f"，是不是“{close[0]}”？" if close else "，请按模板“单位名称”页填写"


def check_open_on(unit: NamedUnit, day: date) -> None:
    """What a closed unit did until its last day counts, later days do not."""
    if not unit.is_closed:
        return
    if unit.closed_on is None:
        raise CellMistake("该单位已停用，请填承接它的单位")
    if day > unit.closed_on:
        raise CellMistake(f"该单位 {unit.closed_on} 已停用，之后的日期请填承接它的单位")


def check_open_in(unit: NamedUnit, period: str) -> None:
    """The month in which a unit was closed is its last one."""
    if not unit.is_closed:
        return
    if unit.closed_on is None:
        raise CellMistake("该单位已停用，请填承接它的单位")
    if period > period_of(unit.closed_on):
        raise CellMistake(f"该单位 {unit.closed_on} 已停用，之后的月份请填承接它的单位")


def folded(text: str) -> str:
    """Wide and narrow forms, cases and blanks aside."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
