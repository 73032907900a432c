"""Orders: by what one of them is found, kept with it, since old ones are searched on the server."""

from collections.abc import Iterable

from server.core.pinyin import folded, initials_of
from server.orders.models import Matter, Order


def note_search(order: Order, matters: Iterable[Matter]) -> None:
    """Numbers, places, people and items; names by their pinyin initials too."""
    names = (order.site_name, order.unit_name, order.branch_name, order.issuer_name)
    items = [text for its in matters for text in (its.item_code, its.category, its.text)]
    known = (order.number or "", order.temporary_number, order.template_name, *items)
    lines = [folded(text) for text in (*names, *known)]
    lines += [letters for name in names for letters in initials_of(name)]
    lines += [initials_of(text)[0] for text in items if text]
    order.search = "\n".join(dict.fromkeys(line for line in lines if line))
