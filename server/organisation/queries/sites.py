"""Organisation, reads: sites."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import among, lock_row
from server.organisation.models import (
    Site,
)
from server.organisation.queries.units import list_unit_ids_below
from server.organisation.rules import SiteUnknown


def get_site(session: Session, org: str, site_id: str) -> Site:
    """The site, locked for a change; SiteUnknown where the company has none such."""
    site = lock_row(session, Site, org, site_id)
    if site is None:
        raise SiteUnknown(site_id=site_id)
    return site


def find_site(session: Session, org: str, site_id: str) -> Site | None:
    """The site as it is, not for a change."""
    return session.scalar(select(Site).where(Site.id == site_id, Site.org == org))


def find_sites(session: Session, org: str, site_ids: Collection[str]) -> dict[str, str]:
    """Names of these sites by id."""
    query = select(Site.id, Site.name).where(among(session, Site.id, list(site_ids)))
    return {site_id: name for site_id, name in session.execute(query.where(Site.org == org))}


class SiteFacts(NamedTuple):
    """A site as draws know it."""

    id: str
    code: str
    name: str
    kind: str
    unit_id: str
    unit_name: str
    branch_id: str
    branch_name: str
    district: str
    last_checked_on: date | None
    open_problems: int
    is_closed: bool


def list_site_facts(session: Session, org: str, unit_ids: Collection[str]) -> list[SiteFacts]:
    """Every site of these units, closed ones too, by id."""
    columns = [getattr(Site, name) for name in SiteFacts._fields]
    query = select(*columns).where(Site.org == org, among(session, Site.unit_id, list(unit_ids)))
    return [SiteFacts(*row) for row in session.execute(query.order_by(Site.id))]


def list_open_sites(session: Session, org: str, unit_id: str) -> list[Site]:
    """Sites that take checks, of this unit and of all below it, by their code."""
    query = select(Site).where(
        Site.org == org,
        Site.is_closed.is_(False),
        among(session, Site.unit_id, list_unit_ids_below(session, org, unit_id)),
    )
    return list(session.scalars(query.order_by(Site.code)))


def list_sites_of(session: Session, org: str, unit_ids: Collection[str]) -> list[Site]:
    """The sites of these units, closed ones too."""
    query = select(Site).where(Site.org == org, among(session, Site.unit_id, list(unit_ids)))
    return list(session.scalars(query.order_by(Site.code)))
