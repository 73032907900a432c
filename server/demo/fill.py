"""Demo: fills an empty database with the demo company and a first slice of activity."""

import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from server.catalogue.jobs import pass_up_unread
from server.core.actor import Actor, system_actor
from server.core.replication import SyncClock
from server.core.runtime import Runtime
from server.core.shapes import schema_of
from server.demo.activity import fill_activity, load_people
from server.demo.company import CLOSED_SITE, NAME, SITES, list_units, site_position
from server.demo.filler import Filler
from server.demo.ids import ORG, demo_id, site_id, unit_id, user_id
from server.demo.people import PASSWORD, list_accounts, shown_accounts
from server.demo.rights import fill_rights
from server.demo.templates import list_clauses, list_templates, tour_template
from server.demo.tidying import tidy
from server.evidence.adapters.examining import examine_photos
from server.orders.jobs import escalate_overdue
from server.organisation.commands import hash_password
from server.organisation.models import Organisation

Progress = Callable[[str], None]
FIRST_CUSTOMER_DAY = 400


def is_empty(runtime: Runtime) -> bool:
    with runtime.reading() as session:
        return session.get(Organisation, ORG) is None


def fill_demo(runtime: Runtime, progress: Progress, *, is_brief: bool = False) -> None:
    """Fill the demo company; the sign-in page then offers its accounts.

    `is_brief`: some twenty orders that tell all stories, instead of a year with some 400.
    """
    now = runtime.clock.now()
    start = now - timedelta(days=FIRST_CUSTOMER_DAY)
    _open_organisation(runtime)
    filler, actor = Filler(runtime), system_actor(ORG)
    progress("机构、站点与账号 / units, sites and accounts")
    _fill_units(filler, actor, start)
    _fill_sites(filler, actor, start)
    _fill_people(filler, actor, start)
    progress("检查表与条款 / checklists and clauses")
    filler.run("clauses.import", {"clauses": list_clauses()}, actor, start)
    tours = () if is_brief else (tour_template(),)
    for template in (*list_templates(), *tours):
        filler.run("template.publish", template, actor, start)
    filler.save()
    fill_rights(runtime, filler, now)
    fill_activity(runtime, filler, now, progress, is_brief=is_brief)
    args = {"site_id": site_id(CLOSED_SITE), "reason": "工程已竣工移交"}
    filler.run("site.close", args, actor, now)
    filler.save()
    for _ in escalate_overdue(runtime):
        pass
    for _ in pass_up_unread(runtime):
        pass
    if is_brief:
        progress("照片疑点 / suspicions about photos")
        for _ in examine_photos(runtime):
            pass
    else:
        progress("已读消息与旧单 / what was read, and what left the phones")
        # Pictures are looked at by the worker, once it runs.
        tidy(runtime, filler, load_people(runtime), now)
    accounts = json.dumps(shown_accounts(), ensure_ascii=False)
    (runtime.settings.data_dir / "demo_accounts.json").write_text(accounts)


def _open_organisation(runtime: Runtime) -> None:
    with runtime.bookkeeping() as session:
        session.add(Organisation(id=ORG, name=NAME))
        session.add(
            SyncClock(org=ORG, epoch=uuid.uuid4().hex, schema=schema_of(runtime.wiring.feeds))
        )


def _fill_units(filler: Filler, actor: Actor, at: datetime) -> None:
    for unit in list_units():
        args = {
            "unit_id": unit_id(unit.code),
            "code": unit.code,
            "name": unit.name,
            "kind": unit.kind,
            "parent_id": unit_id(unit.parent) if unit.parent else None,
            "applies": unit.applies,
        }
        filler.run("unit.add", args, actor, at)


def _fill_sites(filler: Filler, actor: Actor, at: datetime) -> None:
    for number, site in enumerate(SITES):
        lat, lon = site_position(site.code) or (None, None)
        args = {
            "site_id": site_id(site.code),
            "code": site.code,
            "name": site.name,
            "kind": site.kind,
            "unit_id": unit_id(site.unit),
            "district": site.district,
            "address": f"{site.district}虚构路{number * 7 + 1}号",
            "lat": lat,
            "lon": lon,
            "fence_m": 400 if site.is_basement else 150,
            "is_basement": site.is_basement,
            "opening_hours": "周一至周日 08:30–17:30" if site.kind == "window" else "",
        }
        filler.run("site.add", args, actor, at)


def _fill_people(filler: Filler, actor: Actor, at: datetime) -> None:
    # One hash for all: the demo's password is printed anyway, and 64 hashes take seconds.
    password_hash = hash_password("demo", PASSWORD)
    for account in list_accounts():
        args = {
            "user_id": user_id(account.login),
            "login": account.login,
            "name": account.name,
            "post": account.post,
            "unit_id": unit_id(account.unit),
            "password_hash": password_hash,
            "roles": {account.role: unit_id(account.over)},
        }
        filler.run("user.add", args, actor, at)
    args = {
        "policy_id": demo_id("policy", "feedback"),
        "key": "order.feedback_days",
        "value": 3,
        "effective_on": at.date().isoformat(),
        "clause": "Q1-4.3.1b",
    }
    filler.run("policy.set", args, actor, at)
