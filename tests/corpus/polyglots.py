"""Corpus: real pictures that are something else besides (R-02); `MARK` is in each of them."""

from collections.abc import Callable, Mapping
from random import Random

from PIL import Image

from tests.corpus.bad import picture, zipped

Maker = Callable[[Random], bytes]
MARK = b"DUCHA-PAYLOAD"
HTML = b"<html><script>'DUCHA-PAYLOAD'</script></html>"
PHP = b"<?php echo 'DUCHA-PAYLOAD'; ?>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*" + MARK


def _behind(payload: bytes) -> Maker:
    return lambda chance: picture(chance) + payload


def _in_exif(chance: Random) -> bytes:
    exif = Image.Exif()
    for tag in (0x010E, 0x010F, 0x9286):
        exif[tag] = HTML.decode()
    return picture(chance, exif=exif)


def _exif_that_leads_to_itself(chance: Random) -> bytes:
    """The first directory says that the next one is itself."""
    entry = b"\x01\x0e\x00\x02\x00\x00\x00\x0e\x00\x00\x00\x1a"
    directory = b"MM\x00\x2a\x00\x00\x00\x08" + b"\x00\x01" + entry + b"\x00\x00\x00\x08"
    body = b"Exif\x00\x00" + directory + MARK + b"\x00"
    segment = b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body
    content = picture(chance)
    return content[:2] + segment + content[2:]


POLYGLOTS: Mapping[str, Maker] = {
    "zip behind": lambda chance: picture(chance) + zipped({MARK.decode(): chance.randbytes(200)}),
    "pdf behind": _behind(b"%PDF-1.7\n1 0 obj<</JS('DUCHA-PAYLOAD')>>endobj\n%%EOF"),
    "html behind": _behind(HTML),
    "php behind": _behind(PHP),
    "html in exif": _in_exif,
    "php in a comment": lambda chance: picture(chance, comment=PHP),
    "exif that leads to itself": _exif_that_leads_to_itself,
    "eicar in a comment": lambda chance: picture(chance, comment=EICAR),
}
