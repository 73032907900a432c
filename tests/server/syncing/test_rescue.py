"""Rescue: work out of a file comes in once, as its owner's, whatever became of his device."""

from base64 import b64encode

from sqlalchemy import select, update

from server.core.journal import find_breaks
from server.core.runtime import Runtime
from server.core.settings import MEGABYTE
from server.evidence.models import Photo
from server.organisation.models import User
from server.syncing.adapters.rescue import client_beside
from server.syncing.models import SyncClient
from server.visits.models import Visit
from tests.builders.company import ORG, perform
from tests.builders.device import Device, Json
from tests.builders.visits import new_id, start
from tests.conftest import DeviceOf
from tests.server.syncing.rescue_files import journal, ledger_size, photo_of, picture, visit_of


def import_through_the_office(operator: Device, phone: Device, *mutations: Json) -> Json:
    request = {
        "protocol": 1,
        "client_id": phone.client_id,
        "app": "1.0.0",
        "sent_at": phone.now.isoformat(),
        "mutations": list(mutations),
    }
    body = {"user_id": "ines", "request": request}
    answer = operator.post("/api/sync/rescue/push", body)
    assert answer.status_code == 200, answer.text
    return answer.json


def put_photo(operator: Device, photo_id: str, content: bytes, user_id: str = "ines") -> Json:
    answer = operator.http.put(
        f"/api/sync/rescue/photos/{photo_id}?user_id={user_id}",
        data=content,
        headers={"X-CSRFToken": operator.csrf, "Content-Type": "application/octet-stream"},
    )
    return answer.get_json()


def test_work_of_a_lost_device_comes_in_as_its_owners_and_only_once(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    phone.do("noop")
    admin.do("device.report_lost", client_id=phone.client_id)
    first, second = visit_of(phone), visit_of(phone, "nowhere")
    assert phone.try_push(first, second).status_code == 403
    answers = [import_through_the_office(admin, phone, first, second) for _ in range(2)]
    assert answers[0]["results"] == answers[1]["results"]
    assert [its["status"] for its in answers[0]["results"]] == ["applied", "rejected"]
    assert [its["known"] for its in answers] == [[], [first["uid"], second["uid"]]]
    (line,) = journal(runtime, first["uid"])
    assert (line.actor_id, line.operator_id, line.client_id) == ("ines", "adam", phone.client_id)
    with runtime.reading() as session:
        assert session.get_one(Visit, first["args"]["visit_id"]).inspector_id == "ines"
        assert list(find_breaks(session, ORG)) == []
    assert admin.http.get("/api/sync/parked").get_json()["strays"] == []


def test_an_import_is_no_contact_of_the_device(runtime: Runtime, device_of: DeviceOf) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    phone.do("noop")
    with runtime.bookkeeping() as session:
        long_ago = phone.now.replace(year=2025)
        session.execute(update(SyncClient).values(last_seen_at=long_ago))
    import_through_the_office(admin, phone, visit_of(phone))
    with runtime.reading() as session:
        assert session.get_one(SyncClient, phone.client_id).last_seen_at == long_ago


def test_the_work_of_somebody_who_is_gone_still_comes_in(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    with runtime.bookkeeping() as session:
        session.execute(update(User).where(User.id == "ines").values(is_active=False))
    result = import_through_the_office(admin, phone, visit_of(phone))["results"][0]
    assert result["status"] == "applied"


def test_a_phone_that_went_on_meanwhile_doubles_nothing(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    """The file's seqs are taken or have a gap: the rest goes under a client beside."""
    phone, admin = device_of("ines"), device_of("adam")
    sent, kept, late = visit_of(phone), visit_of(phone), visit_of(phone)
    phone.push(sent)
    phone.push({**visit_of(phone), "seq": 2})
    for _ in range(2):
        answer = import_through_the_office(admin, phone, sent, kept, late)
        assert answer["halt"] is None
        assert [its["seq"] for its in answer["results"]] == [1, 2, 3]
        assert [its["status"] for its in answer["results"]] == ["applied"] * 3
        assert [its["uid"] for its in answer["results"]] == [
            its["uid"] for its in (sent, kept, late)
        ]
    assert ledger_size(runtime) == 4
    for its in (sent, kept, late):
        assert len(journal(runtime, its["uid"])) == 1
    with runtime.reading() as session:
        beside = session.get_one(SyncClient, client_beside(phone.client_id))
    assert beside.last_seq == 2
    gap: Json = {**visit_of(phone), "seq": 9}
    assert import_through_the_office(admin, phone, gap)["results"][0]["status"] == "applied"
    again = device_of("ines")
    assert again.push({**kept, "seq": 1}, {**gap, "seq": 2})["halt"] is None
    assert len(journal(runtime, kept["uid"])) == len(journal(runtime, gap["uid"])) == 1


def test_a_photo_comes_in_with_the_checks_of_every_upload(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    visit_id, good, bad = start(phone), picture(), b"no picture"
    mine, other, broken = (photo_of(phone, visit_id, its) for its in (good, good, bad))
    import_through_the_office(admin, phone, mine, other, broken)
    ids = [its["args"]["photo_id"] for its in (mine, other, broken)]
    assert put_photo(admin, ids[0], good) == {"state": "present", "code": None}
    assert put_photo(admin, ids[0], good) == {"state": "already", "code": None}
    changed = picture("blue")[: len(good)].ljust(len(good), b"\0")
    assert put_photo(admin, ids[1], changed) == {"state": "refused", "code": "hash-mismatch"}
    assert put_photo(admin, ids[1], good)["state"] == "present"
    assert put_photo(admin, ids[1], good + b"x")["code"] == "length-mismatch"
    assert put_photo(admin, ids[2], bad) == {"state": "refused", "code": "no-picture"}
    assert put_photo(admin, new_id(), good)["code"] == "photo-not-attached"
    assert put_photo(admin, ids[0], good, "ivan")["code"] == "photo-not-attached"
    assert put_photo(admin, ids[0], good, "nobody")["slug"] == "user-unknown"
    with runtime.reading() as session:
        blobs = {row.id: row.blob for row in session.scalars(select(Photo))}
    assert [blobs[its] for its in ids] == ["present", "present", "refused"]


def test_a_whole_photo_comes_in_though_the_phone_had_begun_to_send_it(
    device_of: DeviceOf,
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    visit_id, content = start(phone), picture()
    mine = photo_of(phone, visit_id, content)
    phone.push(mine)
    photo_id = mine["args"]["photo_id"]
    begin_upload(phone, photo_id, content, 100)
    assert put_photo(admin, photo_id, content)["state"] == "present"


def test_a_photo_larger_than_a_push_comes_in_and_one_over_the_limit_does_not(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    phone, admin = device_of("ines"), device_of("adam")
    large = picture(side=64) + bytes(3 * MEGABYTE)
    mine = photo_of(phone, start(phone), large)
    phone.push(mine)
    assert put_photo(admin, mine["args"]["photo_id"], large)["state"] == "present"
    over = bytes(runtime.settings.max_photo_bytes + 1)
    assert put_photo(admin, new_id(), over)["slug"] == "too-large"


def test_a_rescue_needs_the_grant_over_the_owners_unit(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    with runtime.reading() as session:
        password_hash = session.get_one(User, "adam").password_hash
    fields = {"login": "opal", "name": "Opal", "post": "admin", "unit_id": "south"}
    roles = {"admin": "south"}
    perform(runtime, "user.add", user_id="opal", password_hash=password_hash, roles=roles, **fields)
    phone, operator = device_of("ines"), device_of("opal")
    request = {
        "protocol": 1,
        "client_id": phone.client_id,
        "app": "1",
        "sent_at": phone.now.isoformat(),
        "mutations": [visit_of(phone)],
    }
    answer = operator.post("/api/sync/rescue/push", {"user_id": "ines", "request": request})
    assert (answer.status_code, answer.json["slug"]) == (404, "user-unknown")
    colleague = operator.post("/api/sync/rescue/push", {"user_id": "sven", "request": request})
    assert colleague.status_code == 200


def begin_upload(phone: Device, photo_id: str, content: bytes, count: int) -> None:
    """The phone sends the first bytes of a photo, other ones than they should be."""
    headers = {"X-CSRFToken": phone.csrf, "Tus-Resumable": "1.0.0"}
    about = {
        "Upload-Length": str(len(content)),
        "Upload-Metadata": f"photo_id {b64encode(photo_id.encode()).decode()}",
    }
    created = phone.http.post("/api/uploads", headers={**headers, **about})
    assert created.status_code == 201, created.text
    sent = phone.http.patch(
        created.headers["Location"],
        data=bytes(count),
        headers={
            **headers,
            "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream",
        },
    )
    assert sent.status_code == 204, sent.text
