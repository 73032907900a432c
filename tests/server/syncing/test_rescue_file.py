"""Rescue files that are not what they should be are refused before any use of them (R-07)."""

import json
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from server.syncing.adapters.rescue_file import MOST_BYTES, open_rescue_file
from server.syncing.rules import NoRescueFile, RescueUnreadable
from tests.server.syncing.rescue_files import PASSPHRASE, manifest, packed, seal

ROOT = Path(__file__).parents[3]
EMPTY = manifest("ines", [])
SEALED_BY_THE_PHONE = """
import { readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';
const target = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext };
const source = ts.transpile(readFileSync('pwa/src/lib/seal.ts', 'utf8'), target);
const { seal } = await import('data:text/javascript,' + encodeURIComponent(source));
const blob = await seal(new Uint8Array(readFileSync(0)).buffer, process.argv[1]);
writeFileSync(process.argv[2], Buffer.from(await blob.arrayBuffer()));
"""


@pytest.fixture
def database() -> str:
    """No test here needs one."""
    return "none"


def hostile_manifests() -> dict[str, Any]:
    place = {"photo_id": "p", "at": 0, "length": 1}
    return {
        "another version": {**EMPTY, "version": 2},
        "no user": {key: value for key, value in EMPTY.items() if key != "user"},
        "a photo behind the end": {**EMPTY, "photos": [{**place, "at": 10**15}]},
        "a photo longer than the file": {**EMPTY, "photos": [{**place, "length": 4}]},
        "a photo before the start": {**EMPTY, "photos": [{**place, "at": -1}]},
        "100,000 photos": {**EMPTY, "photos": [{**place, "length": 0}] * 100_000},
        "100,000 mutations": {**EMPTY, "mutations": [{}] * 100_000},
        "a mutation without a name": {**EMPTY, "mutations": [{"seq": 1}]},
        "no JSON": b"{",
        "JSON as deep as a well": b"[" * 1_000_000,
    }


@pytest.mark.parametrize("kind", sorted(hostile_manifests()))
def test_a_manifest_that_lies_is_refused(tmp_path: Path, kind: str) -> None:
    plain = packed(hostile_manifests()[kind], b"abc")
    with pytest.raises(RescueUnreadable):
        open_rescue_file(seal(tmp_path / "f", plain), PASSPHRASE)


@pytest.mark.parametrize("length", [2**32 - 1, 2**31, 4])
def test_a_length_beyond_the_file_is_refused(tmp_path: Path, length: int) -> None:
    plain = struct.pack(">I", length) + b"{}"
    with pytest.raises(RescueUnreadable):
        open_rescue_file(seal(tmp_path / "f", plain), PASSPHRASE)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "zip"},
        {"v": 2},
        {"kdf": "none"},
        {"iterations": 1},
        {"iterations": 10**9},
        {"cipher": "AES-256-CTR"},
        {"salt": "AAAA"},
        {"iv": "../../etc/passwd"},
        {"padding": "x" * 5000},
    ],
)
def test_a_head_that_is_not_ours_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(NoRescueFile):
        open_rescue_file(seal(tmp_path / "f", packed(EMPTY), **changes), PASSPHRASE)


@pytest.mark.parametrize("content", [b"", b"\n", b"PK\x03\x04" + b"\0" * 5000, b"[[[[\n"])
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "f"
    path.write_bytes(content)
    with pytest.raises(NoRescueFile):
        open_rescue_file(path, PASSPHRASE)


def test_a_wrong_passphrase_a_cut_and_a_changed_bit_are_one_refusal(tmp_path: Path) -> None:
    path = seal(tmp_path / "f", packed(EMPTY, b"photo"))
    good = path.read_bytes()
    assert open_rescue_file(path, PASSPHRASE).manifest.user.id == "ines"
    with pytest.raises(RescueUnreadable):
        open_rescue_file(path, PASSPHRASE + "x")
    sealed_at = good.index(b"\n") + 1
    for spoiled in (
        good[:-1],
        good[: sealed_at + 17],
        good[:sealed_at],
        good[:-1] + bytes([good[-1] ^ 1]),
        good[:sealed_at] + bytes([good[sealed_at] ^ 1]) + good[sealed_at + 1 :],
        good + b"x",
    ):
        path.write_bytes(spoiled)
        with pytest.raises(RescueUnreadable):
            open_rescue_file(path, PASSPHRASE)


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "f"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(RescueUnreadable):
        open_rescue_file(path, PASSPHRASE)


def test_a_manifest_that_is_too_large_is_not_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = seal(tmp_path / "f", packed(EMPTY))
    monkeypatch.setattr("server.syncing.adapters.rescue_file.MOST_MANIFEST_BYTES", 100)
    with pytest.raises(RescueUnreadable):
        open_rescue_file(path, PASSPHRASE)


def test_photos_are_found_where_the_manifest_says(tmp_path: Path) -> None:
    photos = {"p1": b"first", "p2": b"second"}
    content = packed(manifest("ines", [], photos), b"".join(photos.values()))
    opened = open_rescue_file(seal(tmp_path / "f", content), PASSPHRASE)
    found = {its.photo_id: bytes(opened.content(its)) for its in opened.manifest.photos}
    assert found == photos


def test_what_the_phone_seals_is_opened_here(tmp_path: Path) -> None:
    """The other half, as it is: the phone's own code seals, in any form of the same passphrase."""
    path, plain = tmp_path / "f", packed(EMPTY, b"photo")
    node = [".ci/with-node", "node", "--input-type=module", "-e", SEALED_BY_THE_PHONE]
    command = [*node, "ﬁne-Ａ", str(path)]
    subprocess.run(command, cwd=ROOT, input=plain, check=True, capture_output=True)
    assert json.loads(path.read_bytes().split(b"\n", 1)[0])["iterations"] == 600_000
    for passphrase in ("ﬁne-Ａ", "fine-A"):
        assert bytes(open_rescue_file(path, passphrase).photos) == b"photo"
