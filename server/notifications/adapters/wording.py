"""Notifications: the words of what leaves the house. Places and numbers, never people's names."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

MOST_LINES = 8
TEXTS = Path(__file__).parents[1] / "texts.json"


@dataclass(frozen=True)
class Line:
    """One notice, as far as words need it."""

    kind: str
    subject_kind: str
    subject_id: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Text:
    """A message: its heading, all of it, and the page that it leads to, within our address."""

    title: str
    body: str
    path: str


@cache
def texts() -> dict[str, Any]:
    return json.loads(TEXTS.read_text())


def worded(lines: Sequence[Line], public_url: str, *, is_repeated: bool = False) -> Text:
    """One notice in a sentence; several as a digest, the first ones in a line each."""
    words = texts()
    path = path_of(lines[0]) if len({path_of(line) for line in lines}) == 1 else "/notices"
    told = [_sentence(line) for line in lines[:MOST_LINES]]
    if len(lines) > 1:
        told = [words["digest"].format(n=len(lines)), *(f"· {line}" for line in told)]
    if len(lines) > MOST_LINES:
        told.append(words["more"].format(n=len(lines) - MOST_LINES))
    if is_repeated:
        told.append(words["repeated"])
    if public_url:
        told.append(words["open"].format(url=public_url + path))
    return Text(words["title"], "\n".join(told), path)


def path_of(line: Line) -> str:
    """The page of what a notice is about."""
    fixed = {"task": "/tasks", "matters": "/matters?adrift=1"}
    if line.subject_kind in fixed:
        return fixed[line.subject_kind]
    pages = {"order": "orders", "visit": "visits", "plan": "plans", "matter": "matters"}
    page = pages.get(line.subject_kind)
    return f"/{page}/{line.subject_id}" if page else "/notices"


def _sentence(line: Line) -> str:
    words, params = texts(), line.params
    text = words["kind"].get(line.kind, words["other"])
    said = text.format_map(defaultdict(str, params))
    marks = [words["mark"][name] for name in ("escalated", "red_line") if params.get(name)]
    facts = [
        words["fact"][name].format(params[name])
        for name in ("number", "count", "due_on")
        if params.get(name)
    ]
    colour = words["colour"].get(params.get("colour", ""), "")
    return "".join([*marks, colour, said, *facts])
