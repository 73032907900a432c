"""Pinyin: the initials by which people type Chinese names (wxzx for 望溪中心)."""

import unicodedata
from functools import lru_cache

# Names of places and people: from here on each further reading would be looked up by nobody.
MOST_READINGS = 6


def folded(text: str) -> str:
    """Full width and case do not matter: `Ｂ０１` equals `b01`. Phones fold alike (lib/text.ts)."""
    return unicodedata.normalize("NFKC", text).lower().strip()


@lru_cache(maxsize=4096)
def initials_of(text: str) -> tuple[str, ...]:
    """Letters of a text as they are typed; several where a character has several readings.

    The first is that of the words in it (重庆 → cq); each further one reads one of them
    otherwise.
    """
    # A dictionary of some ten megabytes: only who indexes or is asked for names pays for it.
    from pypinyin import Style, pinyin  # noqa: PLC0415

    plain = folded(text)
    read = "".join(one[0] for one in pinyin(plain, style=Style.FIRST_LETTER))
    found = [read]
    for place, character in enumerate(plain if len(read) == len(plain) else ""):
        for letter in _readings(character)[:MOST_READINGS]:
            other = read[:place] + letter + read[place + 1 :]
            if other not in found:
                found.append(other)
    return tuple(found)


@lru_cache(maxsize=8192)
def _readings(character: str) -> list[str]:
    from pypinyin import Style, pinyin  # noqa: PLC0415

    return pinyin(character, style=Style.FIRST_LETTER, heteronym=True)[0]
