"""Planning shapes: secrets of the months (抽签种子)."""

from datetime import datetime

from server.core.feeds import PUBLIC_SCOPE, Feed, RowShape
from server.planning.models.seeds import DrawSeed


class DrawSeedRow(RowShape):
    period: str
    commitment: str
    committed_at: datetime
    revealed: str | None


DRAW_SEED_FEED = Feed("draw_seed", DrawSeed, DrawSeedRow, lambda _: [PUBLIC_SCOPE])
