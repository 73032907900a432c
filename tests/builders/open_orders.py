"""A phone's first sync at its largest: 30 sites, the 4 real checklists, 200 open orders (R-78)."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from server.core.actor import system_actor
from server.core.runtime import Runtime
from server.core.unit_of_work import Call, UnitOfWork
from server.demo.templates import list_clauses, list_templates
from tests.builders.company import ORG, SITES, perform
from tests.builders.device import Device, Json
from tests.builders.visits import new_id, photo_args

SITE_COUNT, ORDER_COUNT = 30, 200
AT_ONCE = 100
KNOWN_CLAUSE = "Q1-3.3a"  # every test has it
NOTE = "现场公示栏缺少最新收费标准，且营业时间牌损坏，工作人员未按规定佩戴工牌，已当场指出"
REQUIREMENT = "请于三日内更换公示内容并修复营业时间牌，组织班组学习服务规范，整改后拍照反馈"


def build_open_orders(runtime: Runtime, inspector: Device) -> None:
    """All of it through commands; each order is delivered and has two matters."""
    clauses = [clause for clause in list_clauses() if clause["code"] != KNOWN_CLAUSE]
    perform(runtime, "clauses.import", clauses=clauses)
    templates = [template for template in list_templates() if "hq" in template["levels"]]
    for template in templates:
        perform(runtime, "template.publish", **template)
    for number in range(SITE_COUNT - len(SITES)):
        _add_site(runtime, number)
    wanted = [
        mutation
        for number in range(ORDER_COUNT)
        for mutation in _mutations(inspector, templates[number % len(templates)], number)
    ]
    for mutations in _batched(wanted):
        results = inspector.push(*mutations)["results"]
        assert {result["status"] for result in results} == {"applied"}, results
    photos = [item["args"]["photo_id"] for item in wanted if item["name"] == "photo.attach"]
    _confirm(runtime, photos)


def _add_site(runtime: Runtime, number: int) -> None:
    perform(
        runtime,
        "site.add",
        site_id=f"site-{number}",
        code=f"S{number}",
        name=f"望溪区第{number}营业厅",
        kind="window",
        unit_id="hall-team",
        district="望溪区北片",
        address=f"望溪区虚构路{number * 7 + 1}号",
        lat=20.4,
        lon=118.4,
        opening_hours="周一至周日 08:30–17:30",
    )


def _mutations(device: Device, template: dict[str, Any], number: int) -> Iterator[Json]:
    """A whole check with two problems, and its order."""
    visit_id, items = new_id(), template["items"]
    site = f"site-{number % (SITE_COUNT - len(SITES))}"
    check_in = {"at": device.now.isoformat(), "method": "gps", "lat": 20.4, "lon": 118.4}
    yield device.mutation(
        "visit.start",
        visit_id=visit_id,
        site_id=site,
        template_id=template["template_id"],
        level="hq",
        form="spot",
        check_in={**check_in, "accuracy_m": 18, "distance_m": 24},
    )
    # Others each time that the site's turn comes, so that nothing is a repetition.
    first = 2 * (number // (SITE_COUNT - len(SITES)))
    failing = [item["code"] for item in items[first : first + 2]]
    photos: list[str] = []
    for item in items:
        is_bad = item["code"] in failing
        yield device.mutation(
            "visit.answer",
            visit_id=visit_id,
            item_code=item["code"],
            result="fail" if is_bad else "pass",
            note=f"{NOTE}（{number}-{item['code']}）" if is_bad else "",
        )
        slots = max(item["photo_min"], 1) if is_bad or item["photo_mode"] == "always" else 0
        for _ in range(slots):
            photos.append(new_id())
            yield device.mutation("photo.attach", **_photo(photos[-1], visit_id, item["code"]))
    photos.append(new_id())
    yield device.mutation("photo.attach", **_photo(photos[-1], visit_id, "signature"))
    yield device.mutation(
        "visit.sign",
        visit_id=visit_id,
        signer_name="站长",
        signer_post="营业厅主任",
        photo_id=photos[-1],
    )
    yield device.mutation("visit.close", visit_id=visit_id, photo_ids=photos)
    yield device.mutation("order.issue", **_order(visit_id, failing, number))


def _photo(photo_id: str, visit_id: str, slot: str) -> Json:
    """With a hash, size and place of its own, so that it packs no better than a real one."""
    digest = sha256(photo_id.encode())
    number = int.from_bytes(digest.digest()[:4], "big")
    return {
        **photo_args(photo_id, "visit", visit_id, slot),
        "sha256": digest.hexdigest(),
        "size": 200_000 + number % 200_000,
        "width": 1600,
        "height": 1200,
        "lat": 20 + number % 100_000 / 100_000,
        "lon": 118 + number % 99_991 / 100_000,
        "accuracy_m": number % 60,
    }


def _order(visit_id: str, failing: list[str], number: int) -> Json:
    matters = [
        {"matter_id": new_id(), "item_code": code, "requirement": REQUIREMENT, "rectify_days": 3}
        for code in failing
    ]
    return {
        "order_id": new_id(),
        "visit_id": visit_id,
        "colour": "blue",
        "temporary_number": f"临0506-{number:04d}",
        "matters": matters,
    }


def _batched(mutations: list[Json]) -> Iterator[list[Json]]:
    for start in range(0, len(mutations), AT_ONCE):
        yield mutations[start : start + AT_ONCE]


def _confirm(runtime: Runtime, photo_ids: list[str]) -> None:
    """The photos' bytes are there; in one transaction, since this is no test of that."""
    spec, actor = runtime.wiring.commands["photo.confirm"], system_actor(ORG)
    with UnitOfWork(runtime.engine, runtime.wiring, ORG) as unit:
        for photo_id in photo_ids:
            command = spec.schema.model_validate({"photo_id": photo_id})
            unit.run(Call(spec, command, actor, runtime.moment()))
        unit.seal()
        unit.commit()
