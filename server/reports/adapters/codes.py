"""Reports: QR codes as SVG."""

from io import BytesIO

import segno


def qr_svg(text: str) -> bytes:
    """Black on white with its quiet zone; a quarter of it may be dirty (level Q)."""
    target = BytesIO()
    segno.make(text, error="q", micro=False, boost_error=False).save(
        target, kind="svg", border=2, xmldecl=False, dark="#000", light="#fff"
    )
    return target.getvalue()
