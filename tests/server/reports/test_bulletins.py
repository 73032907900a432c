"""The bulletin on paper: what stands there, who may take it, and that it is noted."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select

from server.bulletins.jobs import draft_bulletins
from server.core.clock import SetClock
from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from tests.builders.company import add_person
from tests.builders.device import Device
from tests.builders.slips import texts_of
from tests.builders.visits import arrive, closed_visit, new_id
from tests.conftest import DeviceOf

JUNE = datetime(2026, 5, 31, 16, 0, tzinfo=UTC)  # 1 June, 00:00 in China
PRAISE = "窗口“一次办好” #strong[x] = 样例"


@pytest.fixture
def head(runtime: Runtime, clock: SetClock, device_of: DeviceOf) -> Device:
    """Hugo, who approves; one green order in May with a highlight."""
    inspector = device_of("ines")
    visit_id, photos = closed_visit(inspector)
    fields: dict[str, Any] = {
        "visit_id": visit_id,
        "colour": "green",
        "temporary_number": "T-1",
        "matters": [],
    }
    result = inspector.do("order.issue", order_id=new_id(), highlights=PRAISE, **fields)
    assert result["status"] == "applied", result
    arrive(runtime, *photos)
    clock.instant = JUNE
    assert list(draft_bulletins(runtime))
    return device_of("hugo")


def bulletin_id_of(device: Device) -> str:
    device.pull()
    (bulletin_id,) = device.rows("bulletin")
    return bulletin_id


def take(device: Device, bulletin_id: str) -> Any:
    return device.http.get(f"/api/bulletins/{bulletin_id}/file")


def test_the_paper_says_what_the_page_says(head: Device) -> None:
    bulletin_id = bulletin_id_of(head)
    assert head.do("bulletin.approve", bulletin_id=bulletin_id)["status"] == "applied"
    answer = take(head, bulletin_id)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "no-store" in answer.headers["Cache-Control"]
    text = "".join(texts_of(answer.data))
    head.pull()
    for line in head.rows("bulletin")[bulletin_id]["lines"]:
        rate = "—" if line["closing_rate"] is None else f"{line['closing_rate']}%"
        cells = (line["unit_name"], line["green"], line["blue"], line["orange"], line["closed"])
        assert "".join(map(str, cells)) + rate in text
    assert "合计10" in text
    assert "2026年5月三色督查单公示" in text
    assert "".join(PRAISE.split()) in text
    assert "非受控副本导出人" in text
    assert "草稿" not in text


def test_a_draft_is_marked_and_only_the_desk_gets_it(head: Device, device_of: DeviceOf) -> None:
    bulletin_id = bulletin_id_of(head)
    assert "草稿" in "".join(texts_of(take(head, bulletin_id).data))
    refused = take(device_of("ines"), bulletin_id)
    assert (refused.status_code, refused.json["slug"]) == (404, "bulletin-not-found")
    assert take(head, "none").json["slug"] == "bulletin-not-found"


def test_nobody_from_outside_gets_a_published_one(
    runtime: Runtime, head: Device, device_of: DeviceOf
) -> None:
    bulletin_id = bulletin_id_of(head)
    assert head.do("bulletin.approve", bulletin_id=bulletin_id)["status"] == "applied"
    assert take(device_of("ines"), bulletin_id).status_code == 200
    add_person(runtime, "mia", "mystery_shopper", "hq", "hq")
    assert take(device_of("mia"), bulletin_id).status_code == 403


def test_who_takes_it_is_in_the_journal(runtime: Runtime, head: Device) -> None:
    bulletin_id = bulletin_id_of(head)
    take(head, bulletin_id)
    query = select(JournalEntry).where(JournalEntry.command == "report.note_bulletin")
    with runtime.reading() as session:
        (entry,) = session.scalars(query)
    assert entry.args == {"bulletin_id": bulletin_id}


def test_it_is_made_to_be_kept(head: Device) -> None:
    paper = BytesIO(take(head, bulletin_id_of(head)).data)
    with pikepdf.open(paper) as document, document.open_metadata() as told:
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "B")
