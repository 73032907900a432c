"""Simulator: a few small pictures that the server takes for what they are."""

import base64
import hashlib
import io
from typing import Any

from PIL import Image

SIDE = 8


def _picture(shade: int) -> dict[str, Any]:
    """Bytes in base64, their size and hash."""
    file = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), (shade, 255 - shade, shade // 2)).save(file, "JPEG")
    content = file.getvalue()
    return {
        "bytes": base64.b64encode(content).decode(),
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


PICTURES = [_picture(shade) for shade in range(0, 250, 25)]
