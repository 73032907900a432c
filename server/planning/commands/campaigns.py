"""Planning writes: campaigns (专项督查: 政府测评、神秘客户、回头看)."""

from datetime import date

from pydantic import Field
from sqlalchemy.orm import Session

from server.catalogue.queries.checklists import get_template
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, Part, command
from server.core.problems import NotAllowed
from server.core.words import CampaignKind, Form, Level
from server.organisation.queries import get_site, get_unit
from server.organisation.rules import check_site_open
from server.planning.commands.making import (
    Place,
    Work,
    get_assignee,
    make_task,
    place_of,
    task_key,
    tell_of_tasks,
)
from server.planning.commands.tasks import cancel
from server.planning.models.campaigns import Campaign
from server.planning.models.tasks import Task
from server.planning.queries.campaigns import get_campaign, list_tasks_of_campaign
from server.planning.rules import campaigns as rules
from server.planning.rules.tasks import check_level


class CampaignSite(Part):
    site_id: str
    assignee_id: str | None = None


class OpenCampaign(Command):
    campaign_id: NewId
    unit_id: str
    title: str = Field(min_length=1, max_length=120)
    kind: CampaignKind
    starts_on: date
    ends_on: date
    responsible: str = Field("", max_length=200)
    template_id: str
    level: Level
    form: Form
    sites: list[CampaignSite] = Field(min_length=1, max_length=500)


class CloseCampaign(Command):
    campaign_id: str
    note: str = Field("", max_length=1000)
    uncovered_reason: str = Field("", max_length=500)


@command("campaign.open", grant="task.assign", stale="append")
def open_campaign(command: OpenCampaign, actor: Actor, at: Moment, session: Session) -> None:
    """A task for each site, due on its last day."""
    _check_unit(session, actor, command.unit_id)
    rules.check_period(command.starts_on, command.ends_on, at.received_on)
    rules.check_sites([its.site_id for its in command.sites])
    rules.check_form(command.kind, command.form)
    check_level(command.level, get_template(session, actor.org, command.template_id).levels)
    fields = command.model_dump(exclude={"campaign_id", "sites"})
    site_ids = [its.site_id for its in command.sites]
    campaign = Campaign(
        id=command.campaign_id, org=actor.org, site_ids=site_ids, state="open", **fields
    )
    session.add(campaign)
    tasks = [_make(session, actor, campaign, its, at) for its in command.sites]
    tell_of_tasks(session, campaign.title, tasks)


@command("campaign.close", grant="task.assign", stale="reject")
def close_campaign(command: CloseCampaign, actor: Actor, at: Moment, session: Session) -> None:
    """Every site was looked at, or a reason says why not; what is open is called off."""
    campaign = get_campaign(session, actor.org, command.campaign_id)
    _check_unit(session, actor, campaign.unit_id)
    rules.check_open(campaign.state)
    tasks = list_tasks_of_campaign(session, actor.org, campaign.id)
    left = [task for task in tasks if task.state != "done"]
    rules.check_covered(len(left), command.uncovered_reason)
    for task in left:
        if task.state == "open":
            cancel(task, command.uncovered_reason, at.received_on)
    campaign.state, campaign.closed_at, campaign.closer_name = "closed", at.received, actor.name
    campaign.done, campaign.total = len(tasks) - len(left), len(tasks)
    said = (command.note, command.uncovered_reason)
    campaign.closing_note = "\n".join(text for text in said if text)[:1000]


def _check_unit(session: Session, actor: Actor, unit_id: str) -> None:
    unit = get_unit(session, unit_id)
    if unit.org != actor.org or not actor.may("task.assign", unit.id):
        raise NotAllowed


def _make(
    session: Session, actor: Actor, campaign: Campaign, its: CampaignSite, at: Moment
) -> Task:
    site = get_site(session, actor.org, its.site_id)
    check_site_open(site.is_closed)
    if not actor.may("task.assign", site.unit_id):
        raise NotAllowed
    place = place_of(site)
    return make_task(
        session,
        campaign.org,
        at.received_on,
        place,
        campaign.ends_on,
        id=task_key(campaign.id, site.id),
        template_id=campaign.template_id,
        level=campaign.level,
        form=campaign.form,
        assignee_id=_assignee(session, campaign, its, place),
        note=campaign.title,
        campaign_id=campaign.id,
    )


def _assignee(session: Session, campaign: Campaign, its: CampaignSite, site: Place) -> str:
    work = Work(campaign.template_id, campaign.level, campaign.form, its.assignee_id)
    return get_assignee(session, campaign.org, work, site, campaign.ends_on)
