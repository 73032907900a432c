"""Planning writes: secrets of the months (抽签种子)."""

import secrets

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.planning.events import SeedCommitted, SeedRevealed
from server.planning.models.seeds import DrawSeed
from server.planning.queries.seeds import find_seed, find_seed_in_turn, seed_id
from server.planning.rules.periods import MONTH
from server.planning.rules.seeds import check_over, commitment_of


class CommitDraw(Command):
    period: str = Field(pattern=MONTH)


class RevealDraw(Command):
    period: str = Field(pattern=MONTH)


@command("draw.commit", grant="system", stale="append")
def commit_draw(command: CommitDraw, actor: Actor, at: Moment, session: Session) -> None:
    """Make a month's secret and publish its hash; done twice it is done once."""
    get_seed(session, actor.org, command.period, at)


@command("draw.reveal", grant="system", stale="append")
def reveal_draw(command: RevealDraw, actor: Actor, at: Moment, session: Session) -> None:
    """Publish the secret of a month that is over."""
    seed = find_seed(session, actor.org, command.period)
    if seed is None or seed.revealed is not None:
        return
    check_over(command.period, at.received_on)
    seed.revealed = seed.secret
    emit(session, SeedRevealed(seed.period, seed.secret))


def get_seed(session: Session, org: str, period: str, at: Moment) -> DrawSeed:
    """A month's seed. The night before makes it; where no night has run yet, its first draw."""
    seed = find_seed(session, org, period) or find_seed_in_turn(session, org, period)
    if seed is None:
        secret = secrets.token_hex(32)
        seed = DrawSeed(
            id=seed_id(org, period),
            org=org,
            period=period,
            secret=secret,
            commitment=commitment_of(secret),
            committed_at=at.received,
        )
        session.add(seed)
        session.flush()
        emit(session, SeedCommitted(period, seed.commitment))
    return seed
