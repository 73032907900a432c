"""Scenario 24 in a browser: an upload that is cut, killed and damaged, and a photo taken twice."""

from hashlib import sha256

import pytest
from playwright.sync_api import Page, Request, Route

from tests.journeys.checking import is_shown, judge, noise, photograph, rests, start_at
from tests.journeys.conftest import PersonOf, Served, draw

pytestmark = [pytest.mark.journey, pytest.mark.long, pytest.mark.xdist_group("journeys")]
UPLOADS = "**/api/uploads/**"
STATES = "SELECT slot, blob FROM photos WHERE subject_id = ? ORDER BY slot"
# A network that changes one byte of the next piece; the page itself knows nothing of it.
DAMAGING = """() => {
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = async function (body) {
    if (!(body instanceof Blob)) return send.call(this, body);
    XMLHttpRequest.prototype.send = send;
    const bytes = new Uint8Array(await body.arrayBuffer());
    bytes[bytes.length >> 1] ^= 1;
    window.hasDamaged = true;
    send.call(this, new Blob([bytes]));
  };
}"""


class Pieces:
    """The uploads as the network sees them: where each piece begins."""

    def __init__(self, page: Page) -> None:
        self.offsets: list[int] = []
        page.context.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.method == "PATCH":
            self.offsets.append(int(request.headers["upload-offset"]))


def cut_after(page: Page, pieces: int) -> None:
    """So many pieces pass, then the network is gone for uploads."""
    passed = 0

    def pass_or_cut(route: Route) -> None:
        nonlocal passed
        if route.request.method != "PATCH":
            return route.continue_()
        passed += 1
        return route.continue_() if passed <= pieces else route.abort("connectionreset")

    page.context.route(UPLOADS, pass_or_cut)


def originals(served: Served, visit_id: str) -> list[str]:
    """The hashes that the phone has announced; each file must have that very hash."""
    rows = served.ask("SELECT DISTINCT sha256 FROM photos WHERE subject_id = ?", visit_id)
    for (digest,) in rows:
        path = served.data_dir / "photos/originals" / digest[:2] / digest[2:4] / digest
        assert sha256(path.read_bytes()).hexdigest() == digest
    return [digest for (digest,) in rows]


def test_scenario_24_an_upload_that_is_cut_and_killed_goes_on_where_it_was(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    visit_id = start_at(inspector, "S05")
    judge(page, "CK-01")
    pieces = Pieces(page)
    cut_after(page, 2)
    photograph(page, "CK-01", noise())
    is_shown(page, "CK-01")
    kept = "SELECT u.offset FROM uploads u JOIN photos p ON p.id = u.photo_id WHERE subject_id = ?"
    rests(page, "unreachableWith")
    (offset,) = served.ask(kept, visit_id)[0]
    size = served.value("SELECT size FROM photos WHERE subject_id = ?", visit_id)
    assert 0 < offset < size / 2

    page.context.unroute(UPLOADS)
    page.context.new_page()
    page.close()
    pieces.offsets.clear()
    inspector.go("/")
    rests(inspector.page)
    assert pieces.offsets[0] == offset
    served.wait_for(("CK-01", "present"), STATES, visit_id)
    assert len(originals(served, visit_id)) == 1


def test_scenario_24_one_byte_damaged_on_the_way_is_found_and_the_photo_sent_again(
    served: Served, person: PersonOf
) -> None:
    inspector = person("inspector02")
    page = inspector.page
    visit_id = start_at(inspector, "S05")
    for code in ("CK-01", "CK-02"):
        judge(page, code)
    pieces = Pieces(page)
    page.evaluate(DAMAGING)
    photograph(page, "CK-01", draw("same"))
    is_shown(page, "CK-01")
    damaged = page.wait_for_function("() => window.hasDamaged === true")
    assert damaged
    served.wait_for(("CK-01", "present"), STATES, visit_id)
    page.wait_for_timeout(100)
    assert pieces.offsets.count(0) == 2

    # The same picture once more, for another item: two rows, one file.
    photograph(page, "CK-02", draw("same"))
    is_shown(page, "CK-02")
    states = "SELECT count(*), sum(blob = 'present') FROM photos WHERE subject_id = ?"
    served.wait_for((2, 2), states, visit_id)
    assert len(originals(served, visit_id)) == 1
