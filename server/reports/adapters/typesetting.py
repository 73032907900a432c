"""Reports: sets a paper as PDF/A with typst.

What people wrote reaches the template as JSON alone, and is shown as text: it is never read as
markup. A warning is an error, because an unknown font would be no more than one.
"""

import json
import tempfile
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import manimgx_fonts_cjk
import typst

FONTS = Path(manimgx_fonts_cjk.__file__).parent
TEMPLATES = Path(__file__).parent.parent / "templates"
MAIN = "main.typ"
STANDARD = "a-2b"
Template = Literal["slip", "bulletin"]
# A compiler is not made for two at once; a paper takes it a tenth of a second.
_setting = threading.Lock()


class NotSet(Exception):
    """The template, or what was given to it, is wrong: no paper is better than a wrong one."""


def set_paper(
    template: Template, data: Mapping[str, Any], files: Mapping[str, bytes], at: datetime
) -> bytes:
    """The PDF. `files` are pictures by the names by which `data` speaks of them."""
    with tempfile.TemporaryDirectory(prefix="ducha-paper-") as name, _setting:
        folder = Path(name)
        (folder / MAIN).write_bytes(_read(template))
        for file, content in files.items():
            (folder / file).write_bytes(content)
        try:
            pdf, warnings = _compiler().compile_with_warnings(
                input=folder / MAIN,
                root=folder,
                format="pdf",
                sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
                pdf_standards=STANDARD,
                timestamp=int(at.timestamp()),
            )
        except RuntimeError as error:
            raise NotSet(getattr(error, "diagnostic", str(error))) from error
    if warnings:
        raise NotSet("; ".join(warning.message for warning in warnings))
    if not isinstance(pdf, bytes):
        raise NotSet("typst gave no single PDF")
    return pdf


@cache
def _read(template: Template) -> bytes:
    return (TEMPLATES / f"{template}.typ").read_bytes()


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """One for the process: it keeps the fonts and what it has worked out."""
    return typst.Compiler(ignore_system_fonts=True, font_paths=[FONTS])
