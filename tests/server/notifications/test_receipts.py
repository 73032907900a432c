"""Receipts: the group that sent an order sees who was told, how, and who has read it."""

from datetime import timedelta

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.notifications.jobs import deliver_due
from tests.builders.sinks import Sink
from tests.builders.telling import a_channel, a_rule, deliveries, notices
from tests.builders.visits import delivered_order
from tests.conftest import DeviceOf


def test_each_reader_with_his_ways_and_when_he_read(
    runtime: Runtime, sink: Sink, clock: SetClock, device_of: DeviceOf
) -> None:
    a_rule(runtime, a_channel(runtime, "json", f"{sink.url}/hook", name="站点群"))
    inspector, staff = device_of("ines"), device_of("stan")
    order_id, _ = delivered_order(runtime, inspector, "A")
    clock.instant += timedelta(minutes=5)
    deliver_due(runtime)
    staff.pull()
    staff.do("notice.read", notice_ids=list(staff.rows("notice")))
    (receipt,) = inspector.http.get(f"/api/notice-receipts?order={order_id}").get_json()["receipts"]
    assert (receipt["user_name"], receipt["unit_name"]) == ("Stan", "hall-team")
    assert receipt["read_at"] is not None
    (delivery,) = receipt["deliveries"]
    assert (delivery["channel_name"], delivery["state"]) == ("站点群", "sent")
    assert delivery["sent_at"] is not None


def test_the_unit_itself_and_strangers_see_none(runtime: Runtime, device_of: DeviceOf) -> None:
    order_id, _ = delivered_order(runtime, device_of("ines"), "A")
    path = f"/api/notice-receipts?order={order_id}"
    assert device_of("stan").http.get(path).status_code == 403
    assert device_of("ines").http.get("/api/notice-receipts?order=none").status_code == 404


def test_an_order_with_a_red_line_goes_out_at_once(
    runtime: Runtime, sink: Sink, device_of: DeviceOf
) -> None:
    a_rule(runtime, a_channel(runtime, "json", f"{sink.url}/hook"))
    inspector = device_of("ines")
    delivered_order(runtime, inspector, "A")
    assert [row.is_urgent for row in deliveries(runtime)] == [False]
    delivered_order(runtime, inspector, "B")
    assert [row.is_urgent for row in deliveries(runtime)] == [False, True]
    assert notices(runtime)[-1].params["red_line"] == 1
    assert deliver_due(runtime) == 1
    assert "【红线】" in sink.taken[0].json["message"]


def test_what_each_person_sets_is_his_own(runtime: Runtime, device_of: DeviceOf) -> None:
    stan, tess = device_of("stan"), device_of("tess")
    quiet = {"quiet_begins": 1200, "quiet_ends": 480}
    assert (
        stan.do("notice.set_preference", muted=["webpush"], email="s@example.com", **quiet)[
            "status"
        ]
        == "applied"
    )
    stan.do("notice.set_preference", muted=[])
    mine = stan.http.get("/api/notice-settings").get_json()
    assert (mine["muted"], mine["email"]) == ([], "s@example.com")
    assert (mine["quiet_begins"], mine["company_quiet_begins"]) == (None, 1320)
    theirs = tess.http.get("/api/notice-settings").get_json()
    assert (theirs["muted"], theirs["email"]) == ([], "")
    stan.do("notice.set_preference", muted=[], email="")
    assert stan.http.get("/api/notice-settings").get_json()["email"] == ""
    assert stan.do("notice.set_preference", muted=[], email="nonsense")["code"] == "invalid-args"
