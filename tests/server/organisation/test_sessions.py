"""Sign-in: credentials, throttling, CSRF, expiry, signing out."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.organisation.models import User
from tests.builders.company import PASSWORD
from tests.builders.device import Device
from tests.conftest import DeviceOf


@pytest.fixture
def browser(app: Flask) -> Device:
    device = Device(app.test_client())
    device.csrf = device.http.get("/api/session").get_json()["csrf"]
    return device


def sign_in(device: Device, login: str, password: str) -> Any:
    return device.post("/api/session", {"login": login, "password": password})


def test_signing_in_tells_who_one_is_and_what_one_may(device_of: DeviceOf) -> None:
    user = device_of("stan").http.get("/api/session").get_json()["user"]
    assert (user["name"], user["roles"], user["unit_name"]) == (
        "Stan",
        ["site_staff"],
        "hall-team",
    )
    assert "order.respond" in user["grants"]
    assert user["grant_units"]["order.respond"] == ["hall-team"]


@pytest.mark.parametrize(("login", "password"), [("ines", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_password_and_an_unknown_account_look_alike(
    browser: Device, login: str, password: str
) -> None:
    answer = sign_in(browser, login, password)
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert (answer.json["slug"], answer.json["title"]) == (
        "wrong-credentials",
        "账号或密码不正确",
    )


def test_the_eleventh_try_is_not_evaluated_even_if_it_is_right(
    browser: Device, clock: SetClock
) -> None:
    for _ in range(10):
        assert sign_in(browser, "ines", "wrong").status_code == 401
    answer = sign_in(browser, "ines", PASSWORD)
    assert (answer.status_code, answer.json["slug"]) == (429, "too-many-attempts")
    assert answer.headers["Retry-After"] == "900"
    assert sign_in(browser, "rita", PASSWORD).status_code == 200


def test_the_throttle_ends_after_a_quarter_of_an_hour(browser: Device, clock: SetClock) -> None:
    for _ in range(10):
        sign_in(browser, "ines", "wrong")
    clock.instant += timedelta(minutes=15, seconds=1)
    assert sign_in(browser, "ines", PASSWORD).status_code == 200


@pytest.mark.parametrize("token", ["", "forged"])
def test_a_change_without_the_right_token_is_refused(app: Flask, token: str) -> None:
    headers = {"X-CSRFToken": token} if token else {}
    body = {"login": "ines", "password": PASSWORD}
    answer = app.test_client().post("/api/session", json=body, headers=headers)
    assert (answer.status_code, answer.get_json()["slug"]) == (403, "csrf-failed")


def test_the_cookie_is_for_the_server_alone(browser: Device) -> None:
    cookies = sign_in(browser, "ines", PASSWORD).headers.getlist("Set-Cookie")
    assert cookies
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
    # It outlives the browser: without a date it would be gone after a crash.
    assert all("Expires=" in cookie for cookie in cookies)


def test_a_session_ends_after_fourteen_days(device_of: DeviceOf, clock: SetClock) -> None:
    device = device_of("ines")
    clock.instant += timedelta(days=14)
    answer = device.try_push(device.mutation("noop"))
    assert (answer.status_code, answer.json["slug"]) == (401, "signed-out")


def test_a_disabled_person_is_out_at_the_next_request(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("ines")
    with runtime.bookkeeping() as session:
        session.execute(update(User).where(User.id == "ines").values(is_active=False))
    assert device.try_push().status_code == 401


def test_signing_out_ends_the_session_on_the_server_too(device_of: DeviceOf) -> None:
    device = device_of("ines")
    cookie = device.http.get_cookie("ducha")
    assert cookie is not None
    answer = device.http.delete("/api/session", headers={"X-CSRFToken": device.csrf})
    assert answer.status_code == 204
    device.http.set_cookie("ducha", cookie.value)
    assert device.try_push().status_code == 401


@pytest.mark.parametrize(
    ("body", "slug"), [("{", "malformed-json"), ("[]", "invalid-request"), ("", "malformed-json")]
)
def test_a_body_that_is_no_json_is_a_clear_problem(
    device_of: DeviceOf, body: str, slug: str
) -> None:
    device = device_of("ines")
    headers = {"X-CSRFToken": device.csrf, "Content-Type": "application/json"}
    answer = device.http.post("/api/sync/push", data=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.get_json()["slug"] == slug


def test_an_unknown_address_of_the_api_is_a_problem_and_no_page(device_of: DeviceOf) -> None:
    answer = device_of("ines").http.get("/api/nothing")
    assert (answer.status_code, answer.get_json()["slug"]) == (404, "not-found")


def test_what_nobody_expected_is_a_problem_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("server.organisation.routes.generate_csrf", explode)
    answer = app.test_client().get("/api/session")
    assert (answer.status_code, answer.get_json()["slug"]) == (500, "unexpected")
    assert answer.get_json()["request_id"] == answer.headers["X-Request-Id"]


def test_a_tab_of_the_person_before_cannot_send_on(browser: Device) -> None:
    first = sign_in(browser, "ines", PASSWORD).json["csrf"]
    browser.csrf = first
    second = sign_in(browser, "rita", PASSWORD).json["csrf"]
    assert first != second
    assert browser.try_push().json["slug"] == "csrf-failed"
