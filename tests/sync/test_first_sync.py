"""The first sync of a phone stays small (R-78): in what travels, and even unpacked."""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from server.core.runtime import Runtime
from tests.builders.device import Device
from tests.builders.open_orders import ORDER_COUNT, SITE_COUNT, build_open_orders
from tests.conftest import DeviceOf

MOST_BYTES = 3_000_000


@pytest.fixture
def database() -> str:
    """The same bytes come from either database."""
    return "sqlite"


def test_thirty_sites_four_checklists_and_two_hundred_open_orders_fit_in_3_mb(
    runtime: Runtime, device_of: DeviceOf, record_property: Callable[[str, object], None]
) -> None:
    """The inspector's own phone, which carries most: the orders with their whole checks."""
    build_open_orders(runtime, device_of("ines"))
    rows: Counter[str] = Counter()
    sent = unpacked = 0
    for travelled in pull_packed(device_of("ines")):
        content = gzip.decompress(travelled)
        rows.update(op[1] for op in json.loads(content)["ops"] if op[0] == "put")
        sent, unpacked = sent + len(travelled), unpacked + len(content)
    record_property("sent", sent)
    record_property("unpacked", unpacked)
    assert (rows["order"], rows["matter"]) == (ORDER_COUNT, 2 * ORDER_COUNT)
    assert (rows["site"], rows["template"]) == (SITE_COUNT, 4 + 2)  # two are every test's
    assert sent <= unpacked <= MOST_BYTES, f"{sent} bytes sent, {unpacked} unpacked: {rows}"


def pull_packed(phone: Device) -> Iterator[bytes]:
    """Each page as it travels: gzip, which every browser takes."""
    phone.http.environ_base["HTTP_ACCEPT_ENCODING"] = "gzip"
    cursor, is_more = None, True
    while is_more:
        body = {"protocol": 1, "client_id": phone.client_id, "cursor": cursor}
        answer = phone.post("/api/sync/pull", body)
        assert answer.headers["Content-Encoding"] == "gzip"
        yield answer.data
        page = json.loads(gzip.decompress(answer.data))
        cursor, is_more = page["cursor"], page["more"]
