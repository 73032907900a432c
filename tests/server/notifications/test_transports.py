"""Each kind of channel against a server that speaks its part: robots, mail, a browser's push."""

import base64
import json
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import http_ece  # pyright: ignore[reportMissingTypeStubs]
import pytest
from aiosmtpd.controller import Controller
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.notifications.adapters.guarding import GuardedSession
from server.notifications.jobs import deliver_due
from tests.builders.company import set_policy
from tests.builders.device import Device
from tests.builders.sinks import Arrival, Sink
from tests.builders.telling import a_channel, a_rule, deliveries, states, tell
from tests.conftest import DeviceOf

ROBOTS = {
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0a1b2c3d-1111-4bc4-97a0",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=abc123&secret=SECabc123",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/0e5a1d2c-1111-4a4a-9c9c-123456789abc",
}
FINE: dict[str, Any] = {
    "wecom": {"errcode": 0},
    "dingtalk": {"errcode": 0},
    "feishu": {"code": 0, "data": {}},
}
BUSY = {"wecom": {"errcode": 45009}, "dingtalk": {"errcode": 130101}, "feishu": {"code": 11232}}
WRONG = {"wecom": {"errcode": 93000}, "dingtalk": {"errcode": 300001}, "feishu": {"code": 19001}}


@pytest.fixture(autouse=True)
def _at_once(runtime: Runtime, clock: SetClock) -> None:
    set_policy(runtime, "notice.digest_minutes", 0, clock.now().date())


@pytest.fixture
def robots_here(monkeypatch: pytest.MonkeyPatch, sink: Sink) -> None:
    """The robots' hosts are the sink's; all else is as in the field."""
    request = GuardedSession.request

    def here(self: GuardedSession, method: str, url: str, **options: Any) -> Any:
        host, _, rest = url.removeprefix("https://").partition("/")
        assert host in ("qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn")
        return request(self, method, f"{sink.url}/{rest}", **options)

    monkeypatch.setattr(GuardedSession, "request", here)


def told_by(kind: str, body: Any) -> str:
    return body["content"]["text"] if kind == "feishu" else body["text"]["content"]


def says(body: Any) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()


@pytest.mark.usefixtures("robots_here")
@pytest.mark.parametrize("kind", sorted(ROBOTS))
def test_a_robot_says_it_in_its_group(runtime: Runtime, sink: Sink, kind: str) -> None:
    a_rule(runtime, a_channel(runtime, kind, ROBOTS[kind]))
    sink.answers = [says(FINE[kind])]
    tell(runtime, "stan", number="B-1", colour="blue")
    deliver_due(runtime)
    assert states(runtime) == ["sent"]
    (arrival,) = sink.arrivals
    assert "【蓝单】A站的整改反馈被退回，请补充，单号 B-1" in told_by(kind, arrival.json)
    if kind == "dingtalk":
        assert "sign=" in arrival.path


@pytest.mark.usefixtures("robots_here")
@pytest.mark.parametrize("kind", sorted(ROBOTS))
def test_a_robot_that_answers_200_but_too_fast_gets_it_again(
    runtime: Runtime, sink: Sink, clock: SetClock, kind: str
) -> None:
    a_rule(runtime, a_channel(runtime, kind, ROBOTS[kind]))
    sink.answers = [says(BUSY[kind]), says(WRONG[kind]), says(FINE[kind])]
    tell(runtime, "stan", number="B-1")
    errors: list[str] = []
    for _ in range(10):
        deliver_due(runtime)
        errors.append(deliveries(runtime)[0].last_error)
        clock.instant += timedelta(minutes=1)
    assert len(sink.arrivals) == 3
    assert states(runtime) == ["sent"]
    assert {error.partition("-")[0] for error in errors} == {"robot", ""}


@pytest.mark.usefixtures("robots_here")
@pytest.mark.parametrize(
    ("notice", "state"), [("order_returned", "unknown"), ("orange_failed", "sent")]
)
def test_what_a_robot_may_have_said_is_said_again_only_if_it_is_immediate(
    runtime: Runtime, sink: Sink, clock: SetClock, notice: str, state: str
) -> None:
    a_rule(runtime, a_channel(runtime, "wecom", ROBOTS["wecom"]))
    sink.drops = 1
    tell(runtime, "stan", kind=notice, number="B-1")
    for _ in range(5):
        deliver_due(runtime)
        clock.instant += timedelta(minutes=1)
    assert states(runtime) == [state]
    assert len(sink.arrivals) == (2 if state == "sent" else 1)
    assert ("可能重复" in sink.arrivals[-1].content.decode("unicode_escape")) == (state == "sent")


@dataclass
class Postbox:
    """A mail server that may say no."""

    refusals: list[str] = field(default_factory=list[str])
    letters: list[tuple[list[str], EmailMessage]] = field(
        default_factory=list[tuple[list[str], EmailMessage]]
    )

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusals:
            return self.refusals.pop(0)
        letter: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos, letter))
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def test_a_letter_goes_to_who_has_given_an_address(
    runtime: Runtime, clock: SetClock, device_of: DeviceOf, postbox: tuple[Postbox, int]
) -> None:
    box, port = postbox
    address = f"smtp://127.0.0.1:{port}/?from=ducha@example.com&mode=insecure"
    a_rule(runtime, a_channel(runtime, "email", address))
    device_of("stan").do("notice.set_preference", muted=[], email="stan@example.com")
    device_of("tess").do("notice.set_preference", muted=["email"], email="tess@example.com")
    box.refusals = ["451 come back later"]
    tell(runtime, "stan", "tess", "bram", number="B-1")
    assert len(deliveries(runtime)) == 1
    for _ in range(5):
        deliver_due(runtime)
        clock.instant += timedelta(minutes=1)
    assert states(runtime) == ["sent"]
    ((to, letter),) = box.letters
    assert to == ["stan@example.com"]
    assert letter["Subject"] == "督查通"
    assert "A站的整改反馈被退回，请补充，单号 B-1" in letter.get_content()


@dataclass
class Browser:
    """The keys that a browser keeps for itself, and what its push service is told."""

    key: ec.EllipticCurvePrivateKey
    auth: bytes

    @property
    def point(self) -> bytes:
        public = self.key.public_key()
        return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscription(self, endpoint: str) -> dict[str, str]:
        keys = {"p256dh": b64(self.point), "auth": b64(self.auth)}
        return {"endpoint": endpoint, **keys, "device": "Chrome · Android"}

    def read(self, arrival: Arrival) -> Any:
        assert arrival.headers["content-encoding"] == "aes128gcm"
        opened = http_ece.decrypt(  # pyright: ignore[reportUnknownMemberType]
            arrival.content, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        return json.loads(opened)  # pyright: ignore[reportUnknownArgumentType]


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify_vapid(arrival: Arrival, server_key: str) -> dict[str, Any]:
    """The claims of a signature that this key has made; raises where another one did."""
    fields = arrival.headers["authorization"].removeprefix("vapid ").split(",")
    its = dict(part.strip().split("=", 1) for part in fields)
    assert its["k"] == server_key
    head, claims, signature = its["t"].split(".")
    raw = unb64(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(server_key))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    return json.loads(unb64(claims))


def subscribe(device: Device, sink: Sink, path: str = "/push/1") -> tuple[Browser, str]:
    browser = Browser(ec.generate_private_key(ec.SECP256R1()), os.urandom(16))
    answer = device.post("/api/notice-settings/browsers", browser.subscription(f"{sink.url}{path}"))
    assert answer.status_code == 200, answer.text
    return browser, answer.json["push_key"]


def test_a_push_is_encrypted_for_the_browser_and_signed_by_this_installation(
    runtime: Runtime, sink: Sink, device_of: DeviceOf
) -> None:
    a_rule(runtime, a_channel(runtime, "webpush"))
    browser, server_key = subscribe(device_of("stan"), sink)
    sink.answers = [(201, {}, b"")]
    tell(runtime, "stan", number="B-1")
    deliver_due(runtime)
    (arrival,) = sink.arrivals
    told = browser.read(arrival)
    assert told["title"] == "督查通"
    assert told["path"] == "/orders/o-B-1"
    assert "单号 B-1" in told["body"]
    assert b"B-1" not in arrival.content
    claims = verify_vapid(arrival, server_key)
    assert claims["aud"] == sink.url
    assert told["tag"] == arrival.headers["topic"]
    assert states(runtime) == ["sent"]
    head, _, rest = arrival.headers["authorization"].partition(".")
    other = {"authorization": f"{head}.{b64(b'{}')}.{rest.partition('.')[2]}"}
    with pytest.raises(InvalidSignature):
        verify_vapid(Arrival("", other, b"", is_taken=True), server_key)


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_no_more_is_forgotten_and_the_other_one_still_told(
    runtime: Runtime, sink: Sink, clock: SetClock, device_of: DeviceOf, status: int
) -> None:
    a_rule(runtime, a_channel(runtime, "webpush"))
    stan = device_of("stan")
    subscribe(stan, sink, "/push/old")
    clock.instant += timedelta(minutes=1)
    subscribe(stan, sink, "/push/new")
    sink.answers = [(status, {}, b"")]
    tell(runtime, "stan", number="B-1")
    deliver_due(runtime)
    assert sorted(states(runtime)) == ["failed", "sent"]
    tell(runtime, "stan", number="B-2")
    deliver_due(runtime)
    assert [arrival.path for arrival in sink.arrivals] == ["/push/old", "/push/new", "/push/new"]
    settings = stan.http.get("/api/notice-settings").get_json()
    assert len(settings["browsers"]) == 1


def test_one_push_service_that_is_down_holds_up_no_other_browser(
    runtime: Runtime, sink: Sink, clock: SetClock, device_of: DeviceOf
) -> None:
    a_rule(runtime, a_channel(runtime, "webpush"))
    subscribe(device_of("stan"), sink, "/push/stan")
    subscribe(device_of("tess"), sink, "/push/tess")
    sink.answers = [(429, {"Retry-After": "300"}, b"")]
    tell(runtime, "stan", "tess", number="B-1")
    deliver_due(runtime)
    assert sorted(states(runtime)) == ["sent", "waiting"]
    clock.instant += timedelta(seconds=299)
    assert deliver_due(runtime) == 0
    clock.instant += timedelta(seconds=1)
    assert deliver_due(runtime) == 1
    assert states(runtime) == ["sent", "sent"]


def test_a_browser_belongs_to_who_subscribed_with_it_last(
    runtime: Runtime, sink: Sink, device_of: DeviceOf
) -> None:
    a_rule(runtime, a_channel(runtime, "webpush"))
    stan, tess = device_of("stan"), device_of("tess")
    subscribe(stan, sink)
    subscribe(tess, sink)
    assert stan.http.get("/api/notice-settings").get_json()["browsers"] == []
    (row,) = tess.http.get("/api/notice-settings").get_json()["browsers"]
    stan.do("notice.unsubscribe", subscription_id=row["id"])
    assert len(tess.http.get("/api/notice-settings").get_json()["browsers"]) == 1
    tess.do("notice.unsubscribe", subscription_id=row["id"])
    assert tess.http.get("/api/notice-settings").get_json()["browsers"] == []


def test_two_that_ask_at_once_for_the_first_time_get_the_same_key(runtime: Runtime) -> None:
    from server.notifications.adapters.pushing import public_key  # noqa: PLC0415

    keys: list[str] = []
    ask = [threading.Thread(target=lambda: keys.append(public_key(runtime))) for _ in range(4)]
    for thread in ask:
        thread.start()
    for thread in ask:
        thread.join()
    assert len(set(keys)) == 1
    assert len(keys) == 4
