"""The slip as PDF: the annex's fields in their order, in every colour, whatever people wrote."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from server.core.clock import SetClock
from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.reports.rules import mark_of
from tests.builders.device import Device
from tests.builders.objections import answer, raised
from tests.builders.slips import (
    codes_on,
    orange_after,
    pass_review,
    pictures_on,
    printable_order,
    rectified,
    slip_of,
    texts_of,
)
from tests.builders.visits import closed_visit, issue
from tests.conftest import DeviceOf

GREEN = ("日期：", "责任单位", "督查时间", "服务创新及亮点", "备注")
BLUE = (
    *("日期：", "督办项目", "责任单位（站点）", "督查时间", "督办事项", "整改要求"),
    *("整改结果（反馈）", "签字（盖章）", "日期：", "审核结果", "审核人：", "审核时间："),
)
ORANGE = (*BLUE[:4], "蓝单下达及整改情况", *BLUE[4:])


@pytest.fixture
def inspector(device_of: DeviceOf) -> Device:
    return device_of("ines")


@pytest.fixture
def staff(device_of: DeviceOf) -> Device:
    return device_of("stan")


def are_in_order(text: str, words: tuple[str, ...]) -> bool:
    places, start = list[int](), 0
    for word in words:
        start = text.find(word, start)
        places.append(start)
        start += len(word)
    return min(places) >= 0 and all(a < b for a, b in pairwise(places))


@pytest.mark.clause("Q1-A1.绿")
def test_a_green_slip_has_the_fields_of_the_annex_and_no_place_to_sign(
    runtime: Runtime, inspector: Device
) -> None:
    text = "".join(texts_of(slip_of(inspector, printable_order(runtime, inspector, 0))))
    assert "（绿单）" in text
    assert are_in_order(text, GREEN)
    assert "签字（盖章）" not in text
    assert "整改" not in text
    assert "审核" not in text


@pytest.mark.clause("Q1-A1.蓝", "Q1-A1.审")
def test_a_blue_slip_has_the_fields_of_the_annex_in_its_order(
    runtime: Runtime, inspector: Device, staff: Device, device_of: DeviceOf
) -> None:
    order_id = printable_order(runtime, inspector, 1, "A", "B")
    rectified(runtime, staff, order_id, 1)
    pass_review(device_of("rita"), order_id)
    text = "".join(texts_of(slip_of(inspector, order_id)))
    assert are_in_order(text, BLUE)
    assert "蓝单下达" not in text
    told = ("1.Category：ItemA", "依据：Q1-3.3a（3.3）公示", "2.Category：ItemB")
    assert are_in_order(text, (*told, "Mendit", "24:00前", "原因：原因在此"))
    assert "签字人签字的人" in text
    assert "审核人：Rita" in text


@pytest.mark.clause("Q1-A1.橙")
def test_an_orange_slip_tells_the_blue_ones_story_between_time_and_matters(
    runtime: Runtime, clock: SetClock, inspector: Device, staff: Device, device_of: DeviceOf
) -> None:
    printable_order(runtime, inspector, 1, "A")
    orange = orange_after(runtime, clock, device_of("hugo"))
    rectified(runtime, staff, orange, 1)
    text = "".join(texts_of(slip_of(staff, orange)))
    assert are_in_order(text, ORANGE)
    story = text[text.index("蓝单下达及整改情况") : text.index("督办事项")]
    assert are_in_order(
        story,
        ("蓝〔2026〕0001", "下达2026年5月6日", "送达", "反馈期限2026年5月9日24:00", "未提交反馈"),
    )
    assert "升橙原因：逾期未完成" in story
    assert are_in_order(text, ("会议时间", "主持人：主持的人", "整改方案：方案在此"))


@pytest.mark.clause("W1-9(7)")
def test_a_slip_tells_who_objected_to_what_and_how_it_was_answered(
    runtime: Runtime, inspector: Device, staff: Device, device_of: DeviceOf
) -> None:
    order_id = printable_order(runtime, inspector, 1, "A", "B")
    staff.pull()
    second = next(row["id"] for row in staff.rows("matter").values() if row["item_code"] == "B")
    assert "异议" not in "".join(texts_of(slip_of(inspector, order_id)))
    objection_id = raised(staff, order_id, second)
    told = "异议第2项（Stan，2026年5月6日10:00）：Theboardwasnew"
    assert f"{told}答复：尚未答复" in "".join(texts_of(slip_of(inspector, order_id)))
    answer(device_of("hugo"), order_id, objection_id, is_upheld=False)
    answered = "答复：异议不成立（Hugo，2026年5月6日10:00）：Seenonthephoto"
    assert told + answered in "".join(texts_of(slip_of(inspector, order_id)))


def test_pages_are_numbered_and_say_who_exported_when(runtime: Runtime, inspector: Device) -> None:
    """AMB-45."""
    pages = texts_of(slip_of(inspector, printable_order(runtime, inspector, 2, "A")))
    assert len(pages) == 2
    for number, text in enumerate(pages, start=1):
        assert f"第{number}页/共2页" in text
        assert "单号蓝〔2026〕0001第1版校验码" in text
        assert "非受控副本导出人Ines导出时间2026年5月6日10:00" in text


def test_photos_stand_in_pairs_two_a_row_after_the_form(
    runtime: Runtime, inspector: Device, staff: Device
) -> None:
    order_id = printable_order(runtime, inspector, 3, "A")
    rectified(runtime, staff, order_id, 2)
    pdf = slip_of(inspector, order_id)
    form, photos = texts_of(pdf)
    assert "整改前1整改后1整改前2整改后2整改前3" in photos
    assert "整改前1" not in form
    # The signature under the feedback; five photos and the signature taken on the spot.
    assert pictures_on(pdf) == [1, 6]


def test_a_photo_that_is_not_there_says_why_in_its_place(
    runtime: Runtime, inspector: Device
) -> None:
    visit_id, _ = closed_visit(inspector, failing=("A",))
    order_id, _ = issue(inspector, visit_id, "A")
    text = "".join(texts_of(slip_of(inspector, order_id)))
    assert "照片尚未送达整改前1" in text


def test_an_original_that_was_lost_costs_its_picture_and_not_the_slip(
    runtime: Runtime, inspector: Device
) -> None:
    order_id = printable_order(runtime, inspector, 1, "A")
    for path in (runtime.settings.photo_dir / "originals").rglob("*"):
        if path.is_file():
            path.write_bytes(b"no picture")
    assert "照片不在服务器上整改前1" in "".join(texts_of(slip_of(inspector, order_id)))


def test_uploads_never_go_into_it(runtime: Runtime, inspector: Device) -> None:
    order_id = printable_order(runtime, inspector, 1, "A")
    stored = (runtime.settings.photo_dir / "originals").rglob("*")
    originals = [path.read_bytes() for path in stored if path.is_file()]
    assert originals
    pdf = slip_of(inspector, order_id)
    assert not any(original[200:1200] in pdf for original in originals)


@pytest.mark.parametrize(
    ("state", "mark"),
    [("closed", ""), ("draft", "草稿"), ("withdrawn", "作废"), ("voided", "作废")],
)
def test_what_does_not_count_says_so_across_the_page(state: str, mark: str) -> None:
    assert mark_of(state) == mark


def test_a_state_of_which_this_version_knows_nothing_is_no_sound_one() -> None:
    assert mark_of("something-new")


def test_a_withdrawn_slip_bears_its_mark_on_every_page(
    runtime: Runtime, inspector: Device, device_of: DeviceOf
) -> None:
    visit_id, _ = closed_visit(inspector, failing=("A",))
    order_id, _ = issue(inspector, visit_id, "A")
    assert not any("作废" in text for text in texts_of(slip_of(inspector, order_id)))
    device_of("hugo").do("order.withdraw", order_id=order_id, reason="开错了")
    pages = texts_of(slip_of(inspector, order_id))
    assert all("作废" in text for text in pages)
    assert "撤回理由开错了" in pages[0]


def exports(runtime: Runtime) -> list[tuple[str, str, int]]:
    query = select(JournalEntry).where(JournalEntry.command == "report.note_slip")
    with runtime.reading() as session:
        lines = session.scalars(query.order_by(JournalEntry.number)).all()
    return [
        (line.actor_id, line.events[0]["order_id"], line.events[0]["version"]) for line in lines
    ]


def test_the_journal_knows_who_took_out_which_version(
    runtime: Runtime, clock: SetClock, inspector: Device, staff: Device
) -> None:
    order_id = printable_order(runtime, inspector, 1, "A")
    slip_of(inspector, order_id)
    slip_of(staff, order_id)
    clock.instant += timedelta(hours=1)
    staff.do("order.acknowledge", order_id=order_id)
    slip_of(staff, order_id)
    assert exports(runtime) == [("ines", order_id, 1), ("stan", order_id, 1), ("stan", order_id, 2)]


def test_who_may_not_read_the_order_gets_no_slip_and_leaves_no_trace(
    runtime: Runtime, inspector: Device, device_of: DeviceOf
) -> None:
    order_id = printable_order(runtime, inspector, 1, "A")
    stranger = device_of("sven")
    for at in (order_id, "none"):
        told = stranger.http.get(f"/api/orders/{at}/slip")
        assert (told.status_code, '"slug":"slip-unknown"' in told.text.replace(" ", "")) == (
            404,
            True,
        )
    assert device_of("bram").http.get(f"/api/orders/{order_id}/slip").status_code == 403
    assert stranger.do("report.note_slip", order_id=order_id)["code"] == "slip-unknown"
    assert exports(runtime) == []


def test_before_delivery_it_is_the_groups_own(
    inspector: Device, staff: Device, device_of: DeviceOf
) -> None:
    visit_id, _ = closed_visit(inspector, failing=("A",))
    order_id, _ = issue(inspector, visit_id, "A")
    answers = [
        device.http.get(f"/api/orders/{order_id}/slip").status_code
        for device in (inspector, device_of("rita"), staff)
    ]
    assert answers == [200, 200, 404]


def test_the_code_leads_to_the_verification_page(
    runtime: Runtime, inspector: Device, device_of: DeviceOf
) -> None:
    order_id = printable_order(runtime, inspector, 1, "A")
    (url,) = codes_on(slip_of(inspector, order_id))
    assert url.startswith("http://localhost/v/")
    assert order_id not in url
    page = device_of("sven").http.get(url.removeprefix("http://localhost"))
    assert (page.status_code, 'data-verdict="same"' in page.text) == (200, True)
