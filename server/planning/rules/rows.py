"""Planning rules: a row of an imported list, read or refused cell by cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from server.planning.rules import cells
from server.planning.rules.cells import Cell, CellMistake
from server.planning.rules.directory import Directory, NamedUnit, check_open_in, check_open_on
from server.planning.rules.lists import Column, ListSpec
from server.planning.rules.periods import period_of

LONGEST_SHOWN = 60
# So many different days are kept; a list has a few hundred of them.
MOST_DAYS = 5_000


class ReadRow(NamedTuple):
    """A row as it will be stored. Of a count, `reference` is its unit and month."""

    number: int
    reference: str
    unit_id: str
    period: str
    kind: str = ""
    district: str = ""
    day: date | None = None
    called_back_on: date | None = None
    size: int = 1


@dataclass(frozen=True)
class Mistake:
    """What is wrong in which row and column, with what stood there."""

    number: int
    column: str
    value: str
    reason: str


class RowReader:
    """Reads rows of one list. `places[i]` is where the list's column i stands in a row."""

    def __init__(
        self, spec: ListSpec, places: Sequence[int], units: Directory, today: date
    ) -> None:
        self._spec = spec
        self._columns = list(zip(spec.columns, places, strict=True))
        self._today = today
        self._days: dict[Cell, date] = {}
        self._readers: dict[str, Callable[[Cell], Any]] = {
            "reference": cells.read_reference,
            "text": cells.read_text,
            "channel": cells.read_channel,
            "count": cells.read_count,
            "day": self._read_day,
            "month": self._read_month,
            "unit": lambda cell: units.find(cells.text_of(cell)),
        }

    def read(self, number: int, row: Sequence[Cell]) -> ReadRow | list[Mistake]:
        """The row, or everything that is wrong with it; `number` as the file shows it."""
        values: dict[str, Any] = {}
        mistakes: list[Mistake] = []
        for column, place in self._columns:
            cell = row[place] if 0 <= place < len(row) else None
            try:
                values[column.key] = self._value(column, cell)
            except CellMistake as mistake:
                mistakes.append(_mistake(number, column, cell, mistake.reason))
        if mistakes:
            return mistakes
        wrong = self._contradiction(values)
        if wrong is not None:
            column, reason = wrong
            return [_mistake(number, self._named(column), values[column], reason)]
        return self._whole(number, values)

    def _contradiction(self, values: Mapping[str, Any]) -> tuple[str, str] | None:
        """Cells that are right each, and wrong together: in which of them, and why."""
        unit: NamedUnit = values["unit"]
        try:
            if "month" in values:
                check_open_in(unit, values["month"])
            else:
                check_open_on(unit, _day_of(values))
        except CellMistake as mistake:
            return "unit", mistake.reason
        called_back_on = values.get("called_back_on")
        if called_back_on and called_back_on < values["closed_on"]:
            return "called_back_on", "早于办结日期，请核对两个日期"
        return None

    def _named(self, key: str) -> Column:
        return next(column for column, _ in self._columns if column.key == key)

    def _value(self, column: Column, cell: Cell) -> Any:
        if cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()):
            if column.is_required:
                raise CellMistake("没有填写，请补上")
            return None
        return self._readers[column.kind](cell)

    def _whole(self, number: int, values: Mapping[str, Any]) -> ReadRow:
        unit: NamedUnit = values["unit"]
        if not self._spec.has_records:
            period = values["month"]
            return ReadRow(number, f"{unit.id}|{period}", unit.id, period, size=values["count"])
        day = _day_of(values)
        return ReadRow(
            number,
            values["reference"],
            unit.id,
            period_of(day),
            values["channel"] if "channel" in values else values["kind"],
            values.get("district") or "",
            day,
            values.get("called_back_on"),
        )

    def _read_day(self, cell: Cell) -> date:
        day = self._days.get(cell)
        if day is None:
            day = cells.read_day(cell, self._today)
            if len(self._days) < MOST_DAYS:
                self._days[cell] = day
        return day

    def _read_month(self, cell: Cell) -> str:
        return cells.read_month(cell, self._today, is_snapshot=self._spec.is_snapshot)


def _day_of(values: Mapping[str, Any]) -> date:
    return values["served_on"] if "served_on" in values else values["closed_on"]


def _mistake(number: int, column: Column, value: Cell | NamedUnit, reason: str) -> Mistake:
    shown = value.name if isinstance(value, NamedUnit) else cells.text_of(value)
    return Mistake(number, column.title, shown[:LONGEST_SHOWN], reason)
