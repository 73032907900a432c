"""Planning reads: campaigns (专项督查)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import lock_row
from server.planning.models.campaigns import Campaign
from server.planning.models.tasks import Task
from server.planning.rules.campaigns import CampaignUnknown


def get_campaign(session: Session, org: str, campaign_id: str) -> Campaign:
    """The campaign, locked for a change."""
    campaign = lock_row(session, Campaign, org, campaign_id)
    if campaign is None:
        raise CampaignUnknown(campaign_id=campaign_id)
    return campaign


def list_tasks_of_campaign(session: Session, org: str, campaign_id: str) -> list[Task]:
    """For a change."""
    query = select(Task).where(Task.org == org, Task.campaign_id == campaign_id)
    return list(session.scalars(query.order_by(Task.id).with_for_update()))
