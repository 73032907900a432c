"""Syncing: which modules take part, and what they offer together."""

from server.bulletins import commands as bulletins_commands
from server.bulletins import schemas as bulletins_schemas
from server.catalogue.commands import checklists as catalogue_checklists
from server.catalogue.commands import matter_ends as catalogue_matter_ends
from server.catalogue.commands import matter_receipts as catalogue_matter_receipts
from server.catalogue.commands import matters as catalogue_matters
from server.catalogue.schemas import checklists as catalogue_checklist_shapes
from server.catalogue.schemas import matters as catalogue_matter_shapes
from server.core.command import collect_commands
from server.core.events import collect_reactions
from server.core.feeds import collect_feeds
from server.core.unit_of_work import Wiring
from server.evidence import reactions as evidence_reactions
from server.evidence import schemas as evidence_schemas
from server.evidence.commands import annotating as evidence_annotating
from server.evidence.commands import arriving as evidence_arriving
from server.evidence.commands import attaching as evidence_attaching
from server.evidence.commands import flagging as evidence_flagging
from server.evidence.commands import keys as evidence_keys
from server.notifications import reactions as notifications_reactions
from server.notifications import schemas as notifications_schemas
from server.notifications.commands import channels as notifications_channels
from server.notifications.commands import escalation as notifications_escalation
from server.notifications.commands import inbox as notifications_inbox
from server.notifications.commands import preferences as notifications_preferences
from server.notifications.reactions import matters as notifications_matters
from server.notifications.reactions import planning as notifications_planning
from server.orders import reactions as orders_reactions
from server.orders import schemas as orders_schemas
from server.orders.commands import ageing as orders_ageing
from server.orders.commands import commenting as orders_commenting
from server.orders.commands import escalation as orders_escalation
from server.orders.commands import extending as orders_extending
from server.orders.commands import issue as orders_issue
from server.orders.commands import objecting as orders_objecting
from server.orders.commands import progress as orders_progress
from server.orders.commands import rectify as orders_rectify
from server.orders.commands import review as orders_review
from server.organisation import commands as organisation_commands
from server.organisation import schemas as organisation_schemas
from server.planning.commands import campaigns as planning_campaigns
from server.planning.commands import draw_picks as planning_draw_picks
from server.planning.commands import draws as planning_draws
from server.planning.commands import handing as planning_handing
from server.planning.commands import import_check as planning_import_check
from server.planning.commands import import_moving as planning_import_moving
from server.planning.commands import imports as planning_imports
from server.planning.commands import plans as planning_plans
from server.planning.commands import populations as planning_populations
from server.planning.commands import reminding as planning_reminding
from server.planning.commands import schedules as planning_schedules
from server.planning.commands import seeds as planning_seeds
from server.planning.commands import tasks as planning_tasks
from server.planning.schemas import imports as planning_import_shapes
from server.planning.schemas import plans as planning_plan_shapes
from server.planning.schemas import seeds as planning_seed_shapes
from server.planning.schemas import tasks as planning_task_shapes
from server.quotas import reactions as quotas_reactions
from server.quotas import schemas as quotas_schemas
from server.quotas.commands import ageing as quotas_ageing
from server.quotas.commands import opening as quotas_opening
from server.quotas.commands import repair as quotas_repair
from server.reports import schemas as reports_schemas
from server.reports.commands import exporting as reports_exporting
from server.reports.commands import printing as reports_printing
from server.syncing import commands as syncing_commands
from server.visits import commands as visits_commands
from server.visits import reactions as visits_reactions
from server.visits import schemas as visits_schemas
from server.visits.commands import voiding as visits_voiding

COMMANDS = (
    organisation_commands,
    catalogue_checklists,
    catalogue_matters,
    catalogue_matter_ends,
    catalogue_matter_receipts,
    planning_tasks,
    planning_handing,
    planning_reminding,
    planning_plans,
    planning_schedules,
    planning_campaigns,
    planning_populations,
    planning_imports,
    planning_import_check,
    planning_import_moving,
    planning_seeds,
    planning_draws,
    planning_draw_picks,
    evidence_annotating,
    evidence_attaching,
    evidence_arriving,
    evidence_keys,
    evidence_flagging,
    visits_commands,
    visits_voiding,
    orders_escalation,
    orders_issue,
    orders_rectify,
    orders_progress,
    orders_review,
    orders_objecting,
    orders_extending,
    orders_commenting,
    orders_ageing,
    quotas_opening,
    quotas_ageing,
    quotas_repair,
    bulletins_commands,
    notifications_inbox,
    notifications_channels,
    notifications_preferences,
    notifications_escalation,
    reports_printing,
    reports_exporting,
    syncing_commands,
)
FEEDS = (
    organisation_schemas,
    catalogue_checklist_shapes,
    catalogue_matter_shapes,
    planning_task_shapes,
    planning_plan_shapes,
    planning_seed_shapes,
    planning_import_shapes,
    evidence_schemas,
    visits_schemas,
    orders_schemas,
    quotas_schemas,
    bulletins_schemas,
    notifications_schemas,
    reports_schemas,
)
REACTIONS = (
    evidence_reactions,
    visits_reactions,
    orders_reactions,
    quotas_reactions,
    notifications_reactions,
    notifications_matters,
    notifications_planning,
)


def build_wiring() -> Wiring:
    """Every command, feed and reaction of the product. Reactions run in the order above."""
    return Wiring(
        commands=collect_commands(COMMANDS),
        feeds=collect_feeds(FEEDS),
        reactions=collect_reactions(REACTIONS),
    )
