"""Draws (抽样): from plan to picks, and everything that one may try on the way."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.planning.models.draws import Draw
from server.planning.rules.seeds import commitment_of
from tests.builders.company import perform
from tests.builders.device import Device
from tests.builders.draws import (
    begin,
    detail,
    drawn,
    freeze,
    make,
    picks,
    plan,
    proof,
    serve,
    site_plan,
)
from tests.conftest import DeviceOf


@pytest.mark.clause("W1-10(3).3", "W1-12(1)a")
def test_three_in_a_hundred_services_are_drawn_by_kind(runtime: Runtime, head: Device) -> None:
    serve(runtime, 340)
    its = drawn(head, count=None, ppm=30_000)
    assert (its["size"], its["taken"]) == (340, 11)
    assert [(row["names"], row["size"], row["take"]) for row in its["strata"]] == [
        (["安检"], 114, 4),
        (["维修"], 113, 4),
        (["装表"], 113, 3),
    ]
    found = picks(head)
    assert len({its["subject_id"] for its in found}) == 11
    assert Counter(its["told"][0] for its in found) == {"安检": 4, "维修": 4, "装表": 3}
    assert proof(head)["is_right"]


def test_the_seed_is_committed_to_first_and_told_last(runtime: Runtime, head: Device) -> None:
    serve(runtime, 50)
    begin(head)
    committed = detail(head)["commitment"]
    freeze(head)
    frozen = detail(head)
    assert (frozen["commitment"], frozen["seed"], frozen["picks_hash"]) == (committed, None, None)
    assert frozen["population_hash"]
    make(head)
    made = detail(head)
    assert commitment_of(made["seed"]) == committed
    assert made["population_hash"] == frozen["population_hash"]


def test_nobody_hears_of_a_seed_by_sync_or_journal_before_it_is_drawn(
    runtime: Runtime, head: Device
) -> None:
    serve(runtime, 50)
    begin(head)
    freeze(head)
    with runtime.reading() as session:
        secret = session.get_one(Draw, "d1").secret
        lines = session.connection().exec_driver_sql("SELECT args, events FROM journal").all()
    assert len(secret) == 64
    assert secret not in str(head.pull()) + str(lines) + str(detail(head))


@pytest.mark.parametrize("step", [freeze, make])
def test_steps_out_of_turn_are_refused(runtime: Runtime, head: Device, step: Any) -> None:
    serve(runtime, 50)
    drawn(head)
    assert step(head)["code"] == "draw-out-of-turn"
    begin(head, "d2")
    assert make(head, "d2")["code"] == "draw-out-of-turn"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"count": 51}, "draw-too-large"),
        ({"periods": ["2026-03"]}, "draw-empty"),
        ({"minimum": 4}, "draw-minimum-too-large"),
        (
            {"by": ["unit"], "unit_ids": ["hall-team", "door-team"], "minimum": 1},
            "draw-stratum-empty",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_when_it_is_frozen_and_stays_committed(
    runtime: Runtime, head: Device, changes: dict[str, Any], code: str
) -> None:
    serve(runtime, 50)
    begin(head, **changes)
    assert freeze(head)["code"] == code
    its = detail(head)
    assert (its["state"], its["strata"], its["population_hash"]) == ("committed", [], None)


def test_a_draw_larger_than_the_population_says_how_large_that_is(
    runtime: Runtime, head: Device
) -> None:
    serve(runtime, 50)
    begin(head, count=51)
    assert freeze(head)["details"] == {"size": 50, "wanted": 51}


@pytest.mark.parametrize(
    "changes",
    [
        {"count": None},
        {"ppm": 1},
        {"periods": []},
        {"by": ["branch"]},
        {"by": ["kind", "kind"]},
        {"method": "pps", "size_by": "services"},
        {"visited_days": 3},
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(head: Device, changes: dict[str, Any]) -> None:
    assert begin(head, **changes)["code"] == "draw-plan-wrong"


def test_without_its_seed_nothing_is_drawn(runtime: Runtime, head: Device) -> None:
    serve(runtime, 50)
    begin(head)
    freeze(head)
    for secret in ("", "0" * 64):
        with runtime.bookkeeping() as session:
            session.execute(update(Draw).values(secret=secret))
        assert make(head)["code"] == "draw-no-seed"


def test_one_may_draw_over_ones_own_units_alone(runtime: Runtime, device_of: DeviceOf) -> None:
    serve(runtime, 50)
    bram = device_of("bram")
    assert begin(bram, unit="hq")["code"] == "not-allowed"
    assert begin(bram, unit="north", count=2)["status"] == "applied"
    hugo = device_of("hugo")
    begin(hugo, "d2")
    assert freeze(bram, "d2")["code"] == "draw-unknown"
    assert bram.http.get("/api/draws/d2").get_json()["slug"] == "draw-unknown"
    assert [its["id"] for its in bram.http.get("/api/draws").get_json()["draws"]] == ["d1"]


def test_who_was_drawn_lately_is_left_out_and_counted(
    runtime: Runtime, clock: SetClock, head: Device
) -> None:
    serve(runtime, 60)
    before = {its["subject_id"] for its in (drawn(head), *picks(head))[1:]}
    clock.instant += timedelta(days=2)
    its = drawn(head, "d2", drawn_days=30, count=50)
    left_out = [(row["rule"], row["size"]) for row in its["strata"] if row["rule"]]
    assert sum(size for _, size in left_out) == 10
    assert {rule for rule, _ in left_out} == {"drawn"}
    assert before.isdisjoint({its["subject_id"] for its in picks(head, "d2")})
    assert proof(head, "d2")["is_right"]
    assert drawn(head, "d3", drawn_days=1)["size"] == 10


def test_sites_are_drawn_without_those_that_are_closed_or_were_checked_lately(
    runtime: Runtime, head: Device
) -> None:
    perform(runtime, "site.close", site_id="hall", reason="停业")
    with runtime.bookkeeping() as session:
        session.connection().exec_driver_sql(
            "UPDATE sites SET last_checked_on = '2026-05-05' WHERE id = 'door'"
        )
    its = drawn(head, plan=site_plan(visited_days=7))
    rules = {row["rule"]: row["size"] for row in its["strata"]}
    assert rules == {"": 1, "closed": 1, "visited": 1}
    assert [(its["subject_id"], its["title"]) for its in picks(head)] == [("far", "far")]


def test_sites_are_drawn_by_their_services_and_none_without_any(
    runtime: Runtime, head: Device
) -> None:
    for unit, size in (("hall-team", 900), ("door-team", 0), ("south-team", 10)):
        args = {"unit_id": unit, "kind": "services", "period": "2026-04", "size": size}
        perform(runtime, "population.set", **args)
    its = drawn(head, plan=site_plan(method="pps", size_by="services", count=2))
    assert {row["rule"]: row["size"] for row in its["strata"]} == {"": 2, "no_size": 1}
    assert {its["subject_id"] for its in picks(head)} == {"hall", "far"}
    assert proof(head)["is_right"]


def test_a_systematic_draw_takes_one_of_each_step(runtime: Runtime, head: Device) -> None:
    serve(runtime, 100)
    drawn(head, method="systematic", by=[], count=10, reserve_ppm=500_000)
    ordinals = [its["ordinal"] for its in picks(head)]
    assert [its // 10 for its in ordinals[:10]] == list(range(10))
    assert len({its % 10 for its in ordinals[:10]}) == 1
    assert len(set(ordinals)) == 15
    assert proof(head)["is_right"]


@pytest.mark.clause("W1-10(3).3")
def test_a_redraw_needs_a_reason_and_leaves_the_first_to_be_seen(
    runtime: Runtime, head: Device
) -> None:
    serve(runtime, 50)
    drawn(head)
    assert begin(head, "d2", redraw_of="d1")["code"] == "draw-redraw-reason"
    second = drawn(head, "d2", redraw_of="d1", reason="名单中有已拆除的表")
    assert (second["redraw_of"], second["reason"]) == ("d1", "名单中有已拆除的表")
    first = detail(head)
    assert (first["state"], first["redraws"]) == ("drawn", ["d2"])
    assert first["seed"] != second["seed"]
    begin(head, "d3")
    assert begin(head, "d4", redraw_of="d3", reason="再来")["code"] == "draw-out-of-turn"


@pytest.mark.clause("W1-10(3).3")
def test_draws_that_were_begun_and_left_are_listed_and_counted(
    runtime: Runtime, clock: SetClock, head: Device
) -> None:
    serve(runtime, 50)
    for number in range(3):
        begin(head, f"left-{number}")
        clock.instant += timedelta(minutes=1)
    freeze(head, "left-1")
    drawn(head)
    page = head.http.get("/api/draws").get_json()
    assert [its["state"] for its in page["draws"]] == ["drawn", "committed", "frozen", "committed"]
    assert page["people"] == [{"name": "Hugo", "month": "2026-05", "begun": 4, "drawn": 1}]
    found = head.http.get("/api/draws?text=sycy&state=frozen").get_json()["draws"]
    assert [its["id"] for its in found] == ["left-1"]
    assert head.http.get("/api/draws?text=other").get_json()["draws"] == []


def test_reserves_stand_in_by_their_order_each_with_a_reason(
    runtime: Runtime, head: Device
) -> None:
    serve(runtime, 60)
    drawn(head, by=[], reserve_ppm=200_000)
    args = {"draw_id": "d1", "stratum": 0, "reason": "no_answer", "note": "三次未接"}
    assert head.do("draw.replace", position=10, **args)["code"] == "draw-pick-unknown"
    for position in (7, 2):
        assert head.do("draw.replace", position=position, **args)["status"] == "applied"
    found = picks(head)
    assert [(its["position"], its["for_position"]) for its in found[10:]] == [(10, 7), (11, 2)]
    assert (found[7]["state"], found[7]["successor"], found[7]["reason"]) == (
        "replaced",
        10,
        "no_answer",
    )
    assert head.do("draw.replace", position=7, **args)["code"] == "draw-pick-settled"
    assert head.do("draw.replace", position=3, **args)["code"] == "draw-no-reserve"
    del args["reason"]
    assert head.do("draw.miss", position=3, **args)["status"] == "applied"
    assert head.do("draw.check", position=10, **args)["status"] == "applied"
    states = [its["state"] for its in picks(head)]
    assert (states[3], states[10], states[11]) == ("unreachable", "checked", "drawn")
    assert proof(head)["is_right"]


def test_a_replacement_without_a_word_is_refused(runtime: Runtime, head: Device) -> None:
    serve(runtime, 60)
    drawn(head, by=[], reserve_ppm=200_000)
    args = {"draw_id": "d1", "stratum": 0, "position": 1}
    assert head.do("draw.replace", reason="other", note=" ", **args)["status"] == "rejected"
    assert head.do("draw.replace", reason="bored", note="x", **args)["status"] == "rejected"


def test_one_tap_makes_a_task_for_each_site_that_was_drawn(
    head: Device, device_of: DeviceOf
) -> None:
    drawn(head, plan=site_plan(count=2))
    args = {"draw_id": "d1", "template_id": "short", "level": "hq", "form": "spot"}
    args |= {"assignee_id": "ines", "due_on": "2026-05-20"}
    assert head.do("draw.assign", **args)["status"] == "applied"
    assert head.do("draw.assign", **args)["status"] == "applied"
    ines = device_of("ines")
    ines.pull()
    tasks = {its["site_id"]: its["id"] for its in ines.rows("task").values()}
    assert tasks == {its["subject_id"]: its["task_id"] for its in picks(head)}


def test_records_that_were_drawn_make_no_tasks(runtime: Runtime, head: Device) -> None:
    serve(runtime, 50)
    drawn(head)
    args = {"draw_id": "d1", "template_id": "short", "level": "hq", "form": "spot"}
    result = head.do("draw.assign", assignee_id="ines", due_on="2026-05-20", **args)
    assert result["code"] == "draw-not-for-tasks"


def test_teams_can_be_chosen(runtime: Runtime, head: Device) -> None:
    serve(runtime, 40)
    serve(runtime, 30, "door-team")
    its = drawn(head, unit_ids=["door-team"], by=["unit", "district"])
    assert its["size"] == 30
    assert [row["names"] for row in its["strata"]] == [["door-team", "东区"], ["door-team", "西区"]]
    assert plan()["by"] == ["kind"]
