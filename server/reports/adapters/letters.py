"""Reports: text that the font can draw. 〓 stands for what it has not, as Chinese printers do."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from server.evidence.adapters.lettering import ABSENT, has_glyph

KEPT_CONTROLS = "\n"
# Signs that draw nothing: they join, choose a shape, or turn the direction of what follows.
SILENT = ("Cf", "Cc", "Cs")
SHAPES = ("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef")
MOST_NAMED = 24


class Letters:
    """Makes texts drawable, and remembers what it had to leave out."""

    def __init__(self) -> None:
        self._absent: dict[str, None] = {}

    def drawable(self, value: Any) -> Any:
        """The same value with every text in it drawable, however deep."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return {name: self.drawable(each) for name, each in value.items()}  # pyright: ignore[reportUnknownVariableType]
        if isinstance(value, list | tuple):
            return [self.drawable(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
        return value

    def note(self) -> str:
        """What 〓 stands for on this paper; nothing where it is not there."""
        if not self._absent:
            return ""
        names = [f"U+{ord(each):04X}" for each in self._absent]
        more = "等" if len(names) > MOST_NAMED else ""
        told = "、".join(names[:MOST_NAMED])
        return f"注：{ABSENT} 处为本单字体没有的字符，依次为 {told}{more}。"

    def _text(self, text: str) -> str:
        plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
        return "".join(self._letters(plain))

    def _letters(self, text: str) -> Iterable[str]:
        for each in text:
            if each in KEPT_CONTROLS:
                yield each
            elif not _is_silent(each):
                yield each if each.isspace() or has_glyph(each) else self._missing(each)

    def _missing(self, character: str) -> str:
        self._absent[character] = None
        return ABSENT


def _is_silent(character: str) -> bool:
    if any(first <= character <= last for first, last in SHAPES):
        return True
    return unicodedata.category(character) in SILENT
