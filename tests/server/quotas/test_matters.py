"""Quotas of key matters (重要事项): all are looked at, in the month in which they are due."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from server.cli import cli
from server.core.runtime import Runtime
from server.quotas.queries.recount import list_differences
from tests.builders.company import ORG, set_policy
from tests.builders.device import Device, Json
from tests.builders.matters import (
    TODAY,
    add_receivers,
    day,
    letter_args,
    matter_args,
    part,
    register,
    report,
)
from tests.builders.quotas import quota, row
from tests.builders.visits import answer, sign, start
from tests.conftest import DeviceOf

MAY, JUNE = "key_matter.north.2026-05", "key_matter.north.2026-06"
LATER = {"due_on": "2026-06-30"}
Recount = Callable[..., Result]
pytestmark = pytest.mark.clause("W1-12(2)a")


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def clerk(runtime: Runtime, device_of: DeviceOf) -> Device:
    add_receivers(runtime)
    return device_of("cleo")


@pytest.fixture
def head(clerk: Device, device_of: DeviceOf) -> Device:
    return device_of("hugo")


@pytest.fixture
def recount(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Recount:
    monkeypatch.setenv("DUCHA_DATA", str(tmp_path))
    monkeypatch.setenv("DUCHA_DATABASE_URL", database_url)
    return lambda *options: CliRunner().invoke(cli, ["quota", "recount", *options])


def key_matter(clerk: Device, **changes: object) -> str:
    """Of the northern branch, due in May."""
    return register(clerk, matter_args(**{"parts": [part("north")], **changes}))


def check(device_of: DeviceOf, matter_id: str) -> str:
    """A closed check that was made for a matter."""
    head, ines, task_id = device_of("hugo"), device_of("ines"), f"t-{matter_id}"
    told = {"site_id": "door", "template_id": "short", "level": "hq", "form": "key"}
    more = {"assignee_id": "ines", "due_on": day(3), "matter_id": matter_id}
    assert head.do("task.assign", task_id=task_id, **told, **more)["status"] == "applied"
    ines.pull()
    visit_id = start(ines, "door", form="key", task_id=task_id)
    photos = [sign(ines, visit_id)]
    for code in ("A", "B"):
        answer(ines, visit_id, code)
    closed = ines.do("visit.close", visit_id=visit_id, photo_ids=photos)
    assert closed["status"] == "applied", closed
    return visit_id


def void(device_of: DeviceOf, visit_id: str) -> None:
    device_of("ines").do("visit.ask_void", visit_id=visit_id, reason="走错站点")
    assert device_of("hugo").do("visit.void", visit_id=visit_id)["status"] == "applied"


def waive(clerk: Device, device_of: DeviceOf, matter_id: str) -> None:
    clerk.do("matter.ask_waiver", matter_id=matter_id, reason="已撤销")
    answered = {"matter_id": matter_id, "is_granted": True, "answer": "同意"}
    assert device_of("kate").do("matter.answer_waiver", **answered)["status"] == "applied"


def read(device: Device, path: str, status: int = 200) -> Json:
    found = device.http.get(f"/api/quotas/{path}")
    assert found.status_code == status, found.text
    return found.get_json()


def story(head: Device, row_id: str) -> list[tuple[str, int, int]]:
    """What changed; one instant has no order."""
    changes = read(head, row_id)["changes"]
    return sorted((its["reason"], its["from_required"], its["to_required"]) for its in changes)


def differences(runtime: Runtime) -> list[object]:
    with runtime.reading() as session:
        return list(list_differences(session, ORG))


def test_an_open_key_matter_is_asked_of_each_unit_in_the_month_in_which_it_is_due(
    runtime: Runtime, clerk: Device, head: Device
) -> None:
    parts = [part("north"), part("south"), part("north", title="And that")]
    key_matter(clerk, parts=parts)
    key_matter(clerk)
    register(clerk, letter_args(parts=[]))
    register(clerk, matter_args(source="daily", parts=[part("north")]))
    assert quota(head, MAY) == (0, 2)
    assert quota(head, "key_matter.south.2026-05") == (0, 1)
    found = row(head, MAY)
    assert (found["base"], found["ratio_ppm"], found["clause"]) == (2, 1_000_000, "W1-12(2)a")
    assert found["corrected_on"] is None
    assert story(head, MAY) == [("matter", 1, 2)]
    assert differences(runtime) == []


def test_a_routine_matter_counts_once_it_is_marked_as_key(
    runtime: Runtime, clerk: Device, head: Device
) -> None:
    matter_id = register(clerk, matter_args(source="daily", parts=[part("north")]))
    head.pull()
    assert MAY not in head.rows("quota")
    clerk.do("matter.mark_key", matter_id=matter_id, reason="领导关注")
    assert quota(head, MAY) == (0, 1)
    assert differences(runtime) == []


def test_a_check_covers_a_matter_until_it_is_voided(
    runtime: Runtime, clerk: Device, head: Device, device_of: DeviceOf
) -> None:
    matter_id = key_matter(clerk)
    visit_id = check(device_of, matter_id)
    assert quota(head, MAY) == (1, 1)
    assert differences(runtime) == []
    void(device_of, visit_id)
    assert quota(head, MAY) == (0, 1)
    assert differences(runtime) == []


def test_a_closed_matter_is_done_without_a_check_too(
    runtime: Runtime, clerk: Device, head: Device, device_of: DeviceOf
) -> None:
    args = matter_args()
    matter_id = register(clerk, args)
    report(device_of("dora"), args["parts"][0]["part_id"])
    assert quota(head, "key_matter.north-hs.2026-05") == (0, 1)
    clerk.do("matter.close", matter_id=matter_id, result="已完成")
    assert quota(head, "key_matter.north-hs.2026-05") == (1, 1)
    assert differences(runtime) == []


def test_a_part_that_is_due_later_moves_the_matter_into_its_month(
    runtime: Runtime, clerk: Device, head: Device
) -> None:
    matter_id = key_matter(clerk, **LATER)
    assert quota(head, MAY) == (0, 1)
    added = clerk.do("matter.add_part", matter_id=matter_id, part=part("north", **LATER))
    assert added["status"] == "applied", added
    assert (quota(head, MAY), quota(head, JUNE)) == ((0, 0), (0, 1))
    assert story(head, MAY) == [("matter", 1, 0)]
    assert read(head, MAY)["cell"]["verdict"] == "none"
    assert differences(runtime) == []


def test_a_waived_matter_leaves_the_count_and_the_story_says_why(
    runtime: Runtime, clerk: Device, head: Device, device_of: DeviceOf
) -> None:
    key_matter(clerk)
    waived = key_matter(clerk)
    check(device_of, waived)
    assert quota(head, MAY) == (1, 2)
    waive(clerk, device_of, waived)
    assert quota(head, MAY) == (0, 1)
    assert story(head, MAY) == [("matter", 1, 2), ("waived", 2, 1)]
    assert differences(runtime) == []


def test_a_number_opens_its_matters_and_these_their_checks(
    clerk: Device, head: Device, device_of: DeviceOf
) -> None:
    covered, open_one, waived = (key_matter(clerk, title=name) for name in ("A", "B", "C"))
    key_matter(clerk, parts=[part("south")])
    visit_id = check(device_of, covered)
    waive(clerk, device_of, waived)
    found = read(head, f"{MAY}/matters")
    assert found["may_open"] is True
    told = [(its["id"], its["reason"], its["visit_ids"]) for its in found["matters"]]
    expected: list[tuple[str, str, list[str]]] = [
        (open_one, "uncovered", []),
        (covered, "", [visit_id]),
        (waived, "waived", []),
    ]
    assert told == expected
    assert [its["id"] for its in found["matters"][1]["checks"]] == [visit_id]
    record = read(head, f"{MAY}/checks/{visit_id}")
    assert [its["item_code"] for its in record["answers"]] == ["A", "B"]
    read(head, f"key_matter.south.2026-05/checks/{visit_id}", 404)
    read(device_of("bram"), "key_matter.south.2026-05/matters", 404)
    board = read(head, "board?kind=key_matter&branch=north")["lines"]
    assert [(its["unit_id"], its["cells"][0]["done"]) for its in board] == [("north", 1)]


def test_a_check_at_another_units_site_covers_the_matter_and_is_not_shown(
    clerk: Device, head: Device, device_of: DeviceOf
) -> None:
    visit_id = check(device_of, key_matter(clerk, parts=[part("north"), part("south")]))
    assert quota(head, "key_matter.south.2026-05") == (1, 1)
    (matter,) = read(head, "key_matter.south.2026-05/matters")["matters"]
    assert (matter["visit_ids"], matter["checks"]) == ([visit_id], [])


def test_another_share_holds_from_the_months_that_begin_under_it(
    runtime: Runtime, clerk: Device, head: Device
) -> None:
    key_matter(clerk)
    for _ in range(2):
        key_matter(clerk, parts=[part("north", **LATER)], **LATER)
    set_policy(runtime, "quota.key_matter_ppm", 500_000, TODAY.replace(month=6, day=1))
    assert (quota(head, MAY), quota(head, JUNE)) == ((0, 1), (0, 1))
    assert differences(runtime) == []


BROKEN: dict[str, tuple[str, ...]] = {
    "done": (f"UPDATE quotas SET done = 0 WHERE id = '{MAY}'",),
    "required": (f"UPDATE quotas SET required = 7, base = 7 WHERE id = '{MAY}'",),
    "missing": (
        f"DELETE FROM quota_changes WHERE quota_id = '{MAY}'",
        f"DELETE FROM quotas WHERE id = '{MAY}'",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_recount_finds_and_mends_what_is_kept_wrongly(
    runtime: Runtime, head: Device, device_of: DeviceOf, recount: Recount, what: str
) -> None:
    check(device_of, key_matter(device_of("cleo")))
    with runtime.bookkeeping() as session:
        for sql in BROKEN[what]:
            session.execute(text(sql))
    assert f"{MAY}  {what}" in recount("--repair").output
    assert recount().output == "不一致 / differences: 0\n"
    assert quota(head, MAY) == (1, 1)
