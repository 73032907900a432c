"""Planning rules: what is shown of a drawn record (样本内容), from its canonical row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Where a row holds the unit, and what else is told of it, after its id.
UNIT_AT = {"services": 2, "sites": 4, "orders": 3}
TITLE_AT = {"services": 1, "sites": 2, "orders": 1}
TOLD_AT = {"services": (4, 5, 6), "sites": (1, 8), "orders": (2, 7)}


@dataclass(frozen=True)
class Subject:
    """Who or what was drawn: its id, its name, the unit, and a few words more."""

    id: str
    title: str
    unit_id: str
    told: Sequence[str]


def subject_of(source: str, row: Sequence[Any]) -> Subject:
    told = [str(row[place]) for place in TOLD_AT[source] if row[place]]
    return Subject(str(row[0]), str(row[TITLE_AT[source]]), str(row[UNIT_AT[source]]), told)
