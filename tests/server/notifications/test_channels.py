"""Channels: who sets them, where they must not lead, that no secret comes out, which is taken."""

import json
import socket
from dataclasses import replace
from datetime import date, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from server.core.clock import SetClock
from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.core.settings import read_settings
from server.notifications.adapters.guarding import Guard, GuardedSession
from server.notifications.adapters.outcome import judge_failure
from server.notifications.adapters.sealing import seal, unseal
from server.notifications.jobs import deliver_due
from server.notifications.rules.channels import (
    AddressLost,
    AddressUnfit,
    Rule,
    TargetForbidden,
    channels_for,
    check_address,
    is_forbidden,
    masked,
)
from tests.builders.device import Device
from tests.builders.sinks import Sink
from tests.builders.telling import a_channel, a_rule, deliveries, tell
from tests.conftest import DeviceOf

SECRET = "693a91f6-7bbb-4bc4-97a0-0ec2sifa5aaa"
WECOM = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={SECRET}"


def set_channel(device: Device, **changes: Any) -> Any:
    fields = {"channel_id": "c1", "kind": "wecom", "name": "督导组群", "is_enabled": True}
    return device.post("/api/notice-channels", {**fields, "address": WECOM, **changes})


def everything_stored(runtime: Runtime) -> str:
    """Every cell of every table, as text."""
    with runtime.asking() as session:
        tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        rows = [session.execute(text(f'SELECT * FROM "{name}"')).all() for name in list(tables)]
    return repr(rows)


def test_an_address_is_stored_sealed_and_comes_out_nowhere(
    runtime: Runtime,
    device_of: DeviceOf,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def down(_self: Any, *_arguments: Any, **_options: Any) -> Any:
        raise ConnectionError(f"Max retries exceeded with url: {WECOM}")

    monkeypatch.setattr(GuardedSession, "request", down)
    admin = device_of("adam")
    answer = set_channel(admin)
    assert answer.status_code == 200, answer.text
    (channel,) = answer.json["channels"]
    assert channel["masked"] == "qyapi.weixin.qq.com/…5aaa"
    a_rule(runtime, "c1")
    tell(runtime, "stan", number="B-1", kind="orange_failed")
    deliver_due(runtime)
    trial = admin.post("/api/notice-channels/test", {"channel_id": "c1"})
    told = answer.text + trial.text + admin.http.get("/api/notice-channels").text
    assert json.loads(trial.text)["is_sent"] is False
    out, err = capfd.readouterr()
    for place in (told, everything_stored(runtime), out, err):
        assert SECRET not in place
    assert deliveries(runtime)[0].last_error == "broken-off"
    with runtime.asking() as session:
        args = session.scalars(
            select(JournalEntry.args).where(JournalEntry.command == "notice.set_channel")
        ).all()
    # Not even sealed: the journal is kept for ever.
    assert [sorted(told) for told in args] == [
        ["channel_id", "is_enabled", "kind", "masked", "name", "per_minute"]
    ]


def test_only_an_administrator_sets_channels_and_rules(device_of: DeviceOf) -> None:
    head = device_of("hugo")
    assert set_channel(head).status_code == 403
    assert head.post("/api/notice-channels/test", {"channel_id": "c1"}).status_code == 403
    rule: dict[str, Any] = {"rule_id": "r1", "kind": "*", "role": "*", "channel_ids": []}
    assert head.do("notice.set_rule", **rule, effective_on="2026-05-06")["code"] == "not-allowed"
    assert device_of("adam").do("notice.set_rule", **rule, effective_on="2026-05-06")["status"] == (
        "applied"
    )


def test_a_change_without_an_address_keeps_the_old_one(device_of: DeviceOf) -> None:
    admin = device_of("adam")
    set_channel(admin)
    answer = set_channel(admin, address=None, name="新名称", is_enabled=False)
    (channel,) = answer.json["channels"]
    assert (channel["name"], channel["is_enabled"]) == ("新名称", False)
    assert channel["masked"] == "qyapi.weixin.qq.com/…5aaa"
    assert set_channel(admin, channel_id="c2", address=None).json["slug"] == "address-unfit"
    assert set_channel(admin, kind="feishu", address=None).json["slug"] == "address-unfit"


def test_a_rule_names_only_what_there_is(device_of: DeviceOf) -> None:
    admin = device_of("adam")
    rule = {"rule_id": "r1", "kind": "*", "effective_on": "2026-05-06"}
    unknown = admin.do("notice.set_rule", **rule, role="king", channel_ids=[])
    assert unknown["code"] == "role-unknown"
    missing = admin.do("notice.set_rule", **rule, role="*", channel_ids=["c9"])
    assert missing["code"] == "channel-unknown"


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("wecom", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a"),
        ("wecom", "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=a"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a&url=http://x"),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token="),
        ("feishu", "https://open.feishu.cn@evil.example/open-apis/bot/v2/hook/a"),
        ("json", "file:///etc/passwd"),
        ("json", "gopher://mail.example.com/"),
        ("json", "https://"),
        ("json", "https://example.com:99999/"),
        ("email", "https://mail.example.com"),
        ("webpush", "http://push.example.com/1"),
    ],
)
def test_an_address_of_another_kind_is_refused(kind: str, address: str) -> None:
    with pytest.raises(AddressUnfit):
        check_address(kind, address)


@pytest.mark.parametrize(
    ("address", "typed", "browser"),
    [
        ("127.0.0.1", True, True),
        ("::1", True, True),
        ("::ffff:127.0.0.1", True, True),
        ("0.0.0.0", True, True),
        ("169.254.169.254", True, True),
        ("fe80::1", True, True),
        ("224.0.0.1", True, True),
        ("10.1.2.3", False, True),
        ("192.168.1.1", False, True),
        ("fd00::1", False, True),
        ("100.64.0.1", False, True),
        ("8.8.8.8", False, False),
        ("2606:4700::1111", False, False),
    ],
)
def test_which_addresses_are_forbidden(address: str, typed: bool, browser: bool) -> None:
    found = ip_address(address)
    assert is_forbidden(found, is_public_only=False) is typed
    assert is_forbidden(found, is_public_only=True) is browser


def test_a_name_that_leads_home_is_refused_when_it_is_set_and_when_it_is_used(sink: Sink) -> None:
    with pytest.raises(TargetForbidden):
        Guard().check("localhost", sink.port)
    session = GuardedSession(Guard())
    with pytest.raises(Exception) as raised:  # noqa: PT011  (urllib3 wraps it as it likes)
        session.post(f"http://localhost:{sink.port}/metadata", data=b"x")
    assert judge_failure(raised.value).code == "target-forbidden"
    # The connection stood; not a byte went over it.
    assert sink.arrivals == []
    GuardedSession(Guard(is_off=True)).post(f"{sink.url}/fine", data=b"x")
    assert len(sink.arrivals) == 1


def test_without_the_setting_an_administrator_cannot_name_this_machine(
    runtime: Runtime, device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(runtime.settings, local_targets=False)
    object.__setattr__(runtime, "settings", settings)
    admin = device_of("adam")
    for address in ("http://127.0.0.1:9/", "http://[::1]/", "http://169.254.169.254/latest"):
        answer = set_channel(admin, kind="json", address=address)
        assert answer.json["slug"] == "target-forbidden", address
    inner: list[Any] = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.5", 25))]

    def in_the_companys_net(*_given: Any, **_options: Any) -> list[Any]:
        return inner

    monkeypatch.setattr(socket, "getaddrinfo", in_the_companys_net)
    mail = set_channel(admin, kind="email", address="smtp://mail.company.cn:25/?from=a@b.cn")
    assert mail.status_code == 200
    keys = {"p256dh": "B" * 87, "auth": "a" * 22, "device": "x"}
    push = admin.post(
        "/api/notice-settings/browsers", {"endpoint": "https://push.example.com/1", **keys}
    )
    assert push.json["slug"] == "target-forbidden"


def test_an_address_sealed_with_another_secret_is_said_to_be_lost(tmp_path: Path) -> None:
    ours = read_settings({"DUCHA_DATA": str(tmp_path), "DUCHA_SECRET_KEY": "one"})
    assert unseal(ours, seal(ours, WECOM)) == WECOM
    with pytest.raises(AddressLost):
        unseal(replace(ours, secret_key="two"), seal(ours, WECOM))
    with pytest.raises(AddressLost):
        unseal(ours, seal(ours, WECOM)[:-4] + "AAA=")


def test_a_short_address_shows_no_end() -> None:
    assert masked("https://a.cn/xy") == "a.cn/…"


def test_the_rule_for_kind_and_role_counts_before_the_general_ones() -> None:
    day = date(2026, 5, 6)
    rules = [
        Rule("*", "*", ("all",), day),
        Rule("*", "reviewer", ("role",), day),
        Rule("order_closed", "*", ("kind",), day),
        Rule("order_closed", "reviewer", ("both",), day),
        Rule("order_closed", "reviewer", ("later",), day + timedelta(days=9)),
    ]

    def taken(kind: str, *roles: str, on: date = day) -> tuple[str, ...]:
        return channels_for(rules, kind, roles, on)

    assert taken("order_closed", "reviewer") == ("both",)
    assert taken("order_closed", "inspector") == ("kind",)
    assert taken("order_closed", "inspector", "reviewer") == ("kind", "both")
    assert taken("brand_new_kind", "reviewer") == ("role",)
    assert taken("brand_new_kind", "inspector") == ("all",)
    assert taken("brand_new_kind") == ("all",)
    assert taken("order_closed", "reviewer", on=day + timedelta(days=9)) == ("later",)
    assert taken("order_closed", "reviewer", on=day - timedelta(days=1)) == ()
    assert channels_for([*rules, Rule("*", "*", (), day)], "x", (), day) == ()
    assert channels_for([], "order_closed", ("reviewer",), day) == ()


def test_a_kind_that_no_rule_names_stays_in_the_inbox(runtime: Runtime, sink: Sink) -> None:
    a_rule(runtime, a_channel(runtime, "json", f"{sink.url}/hook"), kind="order_closed")
    tell(runtime, "stan", kind="site_closed", number="B-1")
    assert deliveries(runtime) == []
    tell(runtime, "stan", kind="order_closed", number="B-1")
    assert len(deliveries(runtime)) == 1


def test_the_page_says_how_a_channel_fares_and_which_rules_rule(
    runtime: Runtime, sink: Sink, clock: SetClock, device_of: DeviceOf
) -> None:
    channel_id = a_channel(runtime, "json", f"{sink.url}/hook")
    for ids, on in (([channel_id], 1), ([], 1), ([channel_id], 7)):
        clock.instant += timedelta(seconds=1)
        a_rule(runtime, *ids, on=date(2026, 5, on))
    admin = device_of("adam")
    page = admin.http.get("/api/notice-channels").get_json()
    assert [rule["is_in_force"] for rule in page["rules"]] == [False, True, True]
    clock.instant += timedelta(days=1)
    tell(runtime, "stan", kind="orange_failed", number="O-1")
    sink.answers = [(503, {}, b"")]
    deliver_due(runtime)
    (channel,) = admin.http.get("/api/notice-channels").get_json()["channels"]
    assert (channel["waiting"], channel["last_error"]) == (1, "http-503")
    assert channel["paused_until"] is not None
    answer = admin.post("/api/notice-channels/test", {"channel_id": channel_id})
    assert answer.json == {"is_sent": True, "code": ""}
    assert "测试消息" in sink.taken[-1].json["message"]
