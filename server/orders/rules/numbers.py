"""Orders rules: what an order is called, and what it came from."""

from server.orders.rules import BLUE, GREEN, ORANGE


def origin_of(visit_id: str, colour: str, cause: str | None, predecessor_id: str | None) -> str:
    """What an order came from. There is one order for each: one a visit and colour (AMB-17), one
    a cause and the order before it.
    """
    return f"{cause}:{predecessor_id}" if cause else f"visit:{visit_id}:{colour}"


def freed_origin(order_id: str) -> str:
    """Of an order that was withdrawn: its check may have another one."""
    return f"withdrawn:{order_id}"


def shown_number(number: str | None, temporary_number: str) -> str:
    """The official one, once there is one."""
    return number or temporary_number


def draft_number(order_id: str) -> str:
    """What a draft is called until it has its official number."""
    return f"橙稿-{order_id[-4:].upper()}"


def official_number(colour: str, year: int, serial: int) -> str:
    """Official number (单号), such as 蓝〔2026〕0042."""
    return f"{ {GREEN: '绿', BLUE: '蓝', ORANGE: '橙'}[colour] }〔{year}〕{serial:04d}"
