"""What makes a photo suspicious: each rule at its edge, with positions erring in its favour."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server.evidence.rules.suspicion import (
    Spot,
    Surroundings,
    Taken,
    metres_between,
    suspicions_of,
    travelled_too_fast,
)

NOW = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
SITE = Spot(20.5, 118.5)
# So many degrees of latitude are a metre.
METRE = 1 / 111_195


def taken(**changes: Any) -> Taken:
    return replace(Taken("p1", NOW, "camera", None, 0, "signed"), **changes)


def around(**changes: Any) -> Surroundings:
    return replace(Surroundings(SITE, 150, NOW, None), **changes)


def north(metres: float, accuracy_m: float = 10) -> Spot:
    return Spot(SITE.lat + metres * METRE, SITE.lon, accuracy_m)


def kinds(photo: Taken, **changes: Any) -> set[str]:
    return {one.kind for one in suspicions_of(photo, around(**changes))}


def test_a_photo_as_it_should_be_raises_no_question() -> None:
    assert kinds(taken(spot=north(40))) == set()


def test_the_distance_is_that_of_the_globe() -> None:
    assert metres_between(SITE, north(1000)) == pytest.approx(1000, rel=0.001)
    assert metres_between(Spot(36, 120), Spot(36, 121)) == pytest.approx(89_950, rel=0.002)


@pytest.mark.parametrize(
    ("metres", "accuracy", "is_outside"), [(155, 10, False), (165, 10, True), (245, 99, False)]
)
def test_outside_the_fence_counts_only_beyond_the_accuracy(
    metres: float, accuracy: float, is_outside: bool
) -> None:
    assert ("fence" in kinds(taken(spot=north(metres, accuracy)))) is is_outside


def test_a_site_without_a_position_has_no_fence() -> None:
    assert kinds(taken(spot=north(90_000)), site=None) == set()


@pytest.mark.parametrize(
    ("skew_ms", "is_off"), [(300_000, False), (-300_001, True), (300_001, True), (None, True)]
)
def test_a_clock_is_off_by_five_minutes_or_was_never_measured(
    skew_ms: int | None, is_off: bool
) -> None:
    assert ("clock" in kinds(taken(skew_ms=skew_ms))) is is_off


@pytest.mark.parametrize(("seal", "is_missing"), [("signed", False), ("unknown-key", True)])
def test_a_seal_without_a_known_key_is_asked_about(seal: str, is_missing: bool) -> None:
    assert ("seal" in kinds(taken(seal=seal))) is is_missing


def test_without_a_seal_the_clock_is_no_question_of_its_own() -> None:
    assert kinds(taken(seal="none", skew_ms=None)) == {"seal"}


def test_gallery_and_bad_accuracy_are_told() -> None:
    assert kinds(taken(source="gallery", spot=north(0, 101))) == {"gallery", "accuracy"}
    assert kinds(taken(spot=north(0, 100))) == set()


@pytest.mark.parametrize(
    ("minutes", "expected"), [(-3, ["before"]), (-1, []), (89, []), (91, ["after"])]
)
def test_taken_before_the_visit_or_long_after_it(minutes: int, expected: list[str]) -> None:
    photo = taken(at=NOW + timedelta(minutes=minutes))
    assert kinds(photo, ended_at=NOW + timedelta(hours=1)) == set(expected)


def ride(metres: float, seconds: float, accuracy_m: float = 10) -> Any:
    start = taken(spot=north(0, accuracy_m))
    end = taken(photo_id="p2", at=NOW + timedelta(seconds=seconds), spot=north(metres, accuracy_m))
    return travelled_too_fast(start, end)


def test_nobody_travels_faster_than_150_kmh() -> None:
    found = ride(20_000, 400)
    assert (found.photo_id, found.other_photo_id) == ("p2", "p1")
    assert found.details == {"distance_m": 20_000, "seconds": 400, "kmh": 180}
    assert ride(20_000, 500) is None


def test_travel_is_measured_with_accurate_positions_only_and_not_within_a_place() -> None:
    assert ride(20_000, 400, accuracy_m=101) is None
    assert ride(290, 1) is None
    assert ride(450, 1, accuracy_m=90) is None
    assert travelled_too_fast(taken(), taken(spot=north(9))) is None
