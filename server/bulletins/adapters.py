"""Bulletins: a month's figures, taken from the orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from server.bulletins import rules
from server.core.calendar import end_of_day
from server.orders.queries import counting
from server.organisation.queries import BRANCH_KINDS, list_people, list_units

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Month:
    """A calendar month in China, such as "2026-04"."""

    name: str

    @property
    def since(self) -> datetime:
        return end_of_day(date.fromisoformat(f"{self.name}-01") - ONE_DAY)

    @property
    def until(self) -> datetime:
        year, month = map(int, self.name.split("-"))
        return end_of_day(date(year + month // 12, month % 12 + 1, 1) - ONE_DAY)


@dataclass(frozen=True)
class Figures:
    """What a bulletin says of a month; `held_back`: highlights that point to a person."""

    lines: list[rules.Line]
    highlights: list[rules.Highlight]
    held_back: int


def count_month(session: Session, org: str, month: Month) -> Figures:
    """By branch and subsidiary; what belongs to none stands under the company itself."""
    units = list_units(session, org)
    branches = {unit.id: unit.name for unit in units if unit.kind in BRANCH_KINDS}
    home = {unit.id: _home(unit.path, branches) for unit in units}
    tops = {unit.id: unit.name for unit in units if unit.parent_id is None}
    counts = counting.count_delivered(session, org, month.since, month.until)
    sent = [
        rules.Sent(home[its.unit_id], its.colour, its.state == "closed", its.count)
        for its in counts
    ]
    used = {its.unit_id for its in sent}
    # Who is closed, or only guided by the regulation (参照), stands there with orders alone.
    shut = {unit.id for unit in units if unit.is_closed or unit.applies == "reference"}
    shown = [its for its in branches.items() if its[0] in used or its[0] not in shut]
    shown += [top for top in tops.items() if top[0] in used]
    names = branches | tops
    praised = counting.list_highlights(session, org, month.since, month.until)
    personal = list_personal_names(session, org, month)
    kept = [
        rules.Highlight(names[home[unit_id]], text)
        for unit_id, text in praised
        if not rules.find_personal(text, personal)
    ]
    return Figures(rules.lines_of(shown, sent), kept, len(praised) - len(kept))


def list_personal_names(session: Session, org: str, month: Month) -> set[str]:
    """Everybody with an account, and who signed on site in that month."""
    people = {person.name for person in list_people(session, org).values()}
    return people | counting.list_signers(session, org, month.since, month.until)


def _home(path: str, branches: Mapping[str, str]) -> str:
    """The branch over a unit, or the company."""
    ids = path.strip("/").split("/")
    return next((unit_id for unit_id in ids if unit_id in branches), ids[0])
