"""Orders: wire shapes of what the board counts."""

from pydantic import BaseModel

from server.core.words import Colour, OrderState


class UnitCount(BaseModel):
    unit_id: str
    colour: Colour
    state: OrderState
    count: int


class ItemTotal(BaseModel):
    """An item (条目) and on how many orders it stands."""

    item_code: str
    text: str
    count: int


class OrderCounts(BaseModel):
    """Orders by unit, colour and state, and the most frequent items."""

    units: list[UnitCount]
    items: list[ItemTotal]
