"""Quotas, writes: what is long over leaves the phones."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.quotas import queries


class AgeOutQuotas(Command):
    quota_ids: list[str] = Field(min_length=1, max_length=200)


@command("quota.age_out", grant="system", stale="append")
def age_out_quotas(command: AgeOutQuotas, actor: Actor, at: Moment, session: Session) -> None:
    """Quotas of a period that ended long ago leave the phones; a late visit still counts."""
    for quota_id in sorted(command.quota_ids):
        quota = queries.find_quota(session, actor.org, quota_id)
        if quota is not None:
            quota.is_carried = False
