"""Typesetting a slip: whatever people wrote is text, every letter is drawn or accounted for."""

from io import BytesIO

import pikepdf
import pytest

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.reports.adapters import typesetting
from server.reports.adapters.letters import Letters
from server.reports.adapters.typesetting import NotSet, set_paper
from tests.builders.device import Device
from tests.builders.slips import (
    printable_order,
    rectified,
    slip_of,
    texts_of,
)
from tests.conftest import DeviceOf


@pytest.fixture
def inspector(device_of: DeviceOf) -> Device:
    return device_of("ines")


@pytest.fixture
def staff(device_of: DeviceOf) -> Device:
    return device_of("stan")


NASTY = '= 标题 *粗* #image("x") $x$ `c` <a> @b // 注\n- 项 \\ " 𠮷龘'


def test_what_people_wrote_is_text_and_never_markup(
    runtime: Runtime, inspector: Device, staff: Device
) -> None:
    order_id = printable_order(runtime, inspector, 1, "A")
    rectified(runtime, staff, order_id, 1, cause=NASTY)
    text = "".join(texts_of(slip_of(inspector, order_id)))
    assert "".join(NASTY.split()) in text


def test_a_text_of_two_thousand_characters_goes_on_on_the_next_page(
    runtime: Runtime, inspector: Device, staff: Device
) -> None:
    order_id = printable_order(runtime, inspector, 1, "A")
    long = "".join(chr(0x4E00 + n) for n in range(1990)) + "终"
    rectified(runtime, staff, order_id, 1, cause=long)
    pages = texts_of(slip_of(inspector, order_id))
    assert "终" not in pages[0]
    assert "终" in pages[1]
    assert "审核人：" in pages[1]


def test_characters_without_a_glyph_are_marked_and_named(
    runtime: Runtime, inspector: Device, staff: Device
) -> None:
    order_id = printable_order(runtime, inspector, 1, "A")
    rectified(runtime, staff, order_id, 1, outcome="好😀葛󠄀𠮷")
    text = "".join(texts_of(slip_of(inspector, order_id)))
    assert "结果：好〓葛𠮷" in text
    assert "注：〓处为本单字体没有的字符，依次为U+1F600。" in text


def test_letters_that_draw_nothing_or_turn_the_line_are_left_out() -> None:
    letters = Letters()
    assert letters.drawable({"a": ["a\u202eb\u200dc\x07\ufe0f", 1]}) == {"a": ["abc", 1]}
    assert letters.note() == ""


def test_all_fonts_are_inside_and_it_is_made_for_archives(
    runtime: Runtime, inspector: Device
) -> None:
    pdf = slip_of(inspector, printable_order(runtime, inspector, 1, "A"))
    with pikepdf.open(BytesIO(pdf)) as document:
        fonts = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        for font in fonts:
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys())
            assert "NotoSansCJK" in str(font["/FontName"])
        with document.open_metadata() as told:
            assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "B")


def test_a_warning_of_the_typesetter_is_an_error(clock: SetClock) -> None:
    """A font that is missing would be no more than that."""
    with pytest.raises(NotSet):
        set_paper("slip", {"colour": "green"}, {}, clock.now())


def test_nothing_is_set_where_the_template_meets_something_unknown(
    monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    def broken(_template: str) -> bytes:
        return b'#set text(font: "No Such Font")\nx'

    monkeypatch.setattr(typesetting, "_read", broken)
    with pytest.raises(NotSet, match="unknown font"):
        set_paper("slip", {}, {}, clock.now())
