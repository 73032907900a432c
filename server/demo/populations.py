"""Demo: what there is to sample from, imported as the office would: rows, counts, confirmed."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from server.core.actor import Actor
from server.core.clock import local_day
from server.core.runtime import Runtime
from server.demo.company import BRANCHES, SITES, TEAMS, UnitSeed
from server.demo.ids import demo_id
from server.planning.adapters.taking import take_file
from server.planning.jobs.imports import run_imports
from server.planning.rules.lists import LISTS

Row = Sequence[object]
KINDS = ("入户安检", "窗口业务", "维修", "抄表", "通气点火")
CHANNELS = ("政务", "网办", "热线", "APP")
HOTLINE = "T17"
CASES, CALLED_BACK = 620, 20


def fill_populations(runtime: Runtime, clerk: Actor) -> None:
    """Customers of last month's end, this month's services and cases."""
    today = local_day(runtime.clock.now())
    before = f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
    customers = [(unit.code, before, unit.customers) for unit in BRANCHES]
    counted = [(team.code, f"{today:%Y-%m}", team.services) for team in TEAMS if _is_plain(team)]
    _bring(runtime, clerk, "customers", customers)
    _bring(runtime, clerk, "service_counts", counted)
    _bring(runtime, clerk, "services", _services(today))
    _bring(runtime, clerk, "cases", _cases(today))


def _bring(runtime: Runtime, clerk: Actor, name: str, rows: Iterable[Row]) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.title for column in LISTS[name].columns])
    writer.writerows(rows)
    import_id = demo_id("import", name)
    told = {"list_name": name, "source": "file", "file_name": f"{LISTS[name].title}.csv"}
    take_file(runtime, clerk, import_id, told, io.BytesIO(text.getvalue().encode()))
    run_imports(runtime)
    runtime.perform("import.confirm", {"import_id": import_id, "mode": "replace"}, clerk)
    run_imports(runtime)


def _services(today: date) -> Iterator[Row]:
    """As many as each team has given this month, spread over its days so far."""
    for team in TEAMS:
        if _is_plain(team):
            continue
        district = next((site.district for site in SITES if site.unit == team.code), "")
        for number in range(team.services or 0):
            day = today.replace(day=1 + number % today.day)
            reference = f"FW{today:%Y%m}-{team.code}-{number + 1:05d}"
            yield reference, team.code, _kind_of(team, number), district, day


def _is_plain(team: UnitSeed) -> bool:
    """The hotline's answered calls come as a total, and nothing has no rows."""
    return team.code == HOTLINE or not team.services


def _kind_of(team: UnitSeed, number: int) -> str:
    """A team does mostly one thing, and each fifth time another."""
    own = TEAMS.index(team) % len(KINDS)
    return KINDS[own if number % 5 else (own + 1) % len(KINDS)]


def _cases(today: date) -> Iterator[Row]:
    """Every branch has some of each channel; a few of them were not called back yet."""
    units = [unit.code for unit in BRANCHES if unit.customers]
    for number in range(CASES):
        day = today.replace(day=1 + number % today.day)
        called_back = "" if number % CALLED_BACK == 0 else day
        place = (units[number % len(units)], CHANNELS[number // len(units) % len(CHANNELS)])
        yield f"GD{today:%Y%m}-{number + 1:04d}", *place, day, called_back
