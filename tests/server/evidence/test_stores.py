"""The store, folder and bucket alike: what is put is there, whole, once, and nothing else is."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from server.core.bucket import Bucket
from server.core.problems import StartProblem
from server.core.settings import Settings, read_settings
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.storing import KINDS, BlobStore, Kind, Stored, place
from server.reports.adapters.shelf import sweep
from tests.builders.blobs import lay
from tests.builders.s3 import env_of

if TYPE_CHECKING:
    from tests.builders.s3 import S3Server

CONTENT = bytes(range(256)) * 12_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
OTHER = hashlib.sha256(b"other").hexdigest()


@pytest.fixture(params=["folder", "s3"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    known = Settings(tmp_path, "sqlite://", "test")
    if request.param == "folder":
        return known
    server: S3Server = request.getfixturevalue("s3_server")
    return replace(known, bucket=server.new_bucket())


@pytest.fixture
def store(settings: Settings) -> BlobStore:
    return blob_store(settings)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_put_is_there_whole_and_below_its_kind_alone(store: BlobStore, kind: Kind) -> None:
    store.put(kind, SHA256, CONTENT)
    assert store.find(kind, SHA256) == CONTENT
    assert store.find_size(kind, SHA256) == len(CONTENT)
    pieces = store.open(kind, SHA256)
    assert pieces is not None
    assert b"".join(pieces) == CONTENT
    for other in set(KINDS) - {kind}:
        assert store.find(other, SHA256) is None
        assert list(store.walk(other)) == []


def test_what_is_not_there_is_none(store: BlobStore) -> None:
    assert store.find("originals", SHA256) is None
    assert store.find_size("originals", SHA256) is None
    assert store.open("originals", SHA256) is None


def test_pieces_are_small(store: BlobStore) -> None:
    """A walk over a million photos holds none of them as a whole."""
    store.put("originals", SHA256, CONTENT)
    pieces = store.open("originals", SHA256)
    assert pieces is not None
    assert max(map(len, pieces)) < len(CONTENT)


def test_the_same_twice_is_stored_once(store: BlobStore) -> None:
    store.put("originals", SHA256, CONTENT)
    store.put("originals", SHA256, CONTENT)
    assert list(store.walk("originals")) == [Stored(place(SHA256), len(CONTENT))]


def test_an_original_is_not_overwritten_by_other_bytes(store: BlobStore) -> None:
    store.put("originals", SHA256, CONTENT)
    with pytest.raises(ValueError, match=SHA256):
        store.put("originals", SHA256, CONTENT + b"x")
    assert store.find("originals", SHA256) == CONTENT


def test_a_copy_may_be_made_anew(store: BlobStore) -> None:
    store.put("display", SHA256, b"first")
    store.put("display", SHA256, b"second")
    assert store.find("display", SHA256) == b"second"


def test_a_walk_names_all_and_tells_strangers_apart(store: BlobStore, settings: Settings) -> None:
    many = {hashlib.sha256(bytes([n])).hexdigest(): bytes([n]) for n in range(40)}
    for sha256, content in many.items():
        store.put("originals", sha256, content)
    for stray in ("notes.txt", f"{OTHER[:2]}/zz/{OTHER}", f"aa/bb/{OTHER[:-1]}"):
        lay(settings, f"originals/{stray}", b"stray")
    found = list(store.walk("originals"))
    assert {item.sha256 for item in found} == {*many, None}
    assert len([item for item in found if item.sha256 is None]) == 3


def test_a_large_file_goes_in_and_out_in_pieces(store: BlobStore, tmp_path: Path) -> None:
    whole = tmp_path / "whole.pdf"
    whole.write_bytes(CONTENT * 3)
    store.put_file("prints", SHA256, whole)
    pieces = store.open("prints", SHA256)
    assert pieces is not None
    assert b"".join(pieces) == CONTENT * 3
    assert whole.is_file()


def test_a_print_is_removed_and_a_second_time_is_no_error(store: BlobStore) -> None:
    store.put("prints", SHA256, CONTENT)
    store.remove("prints", SHA256)
    store.remove("prints", SHA256)
    assert store.find("prints", SHA256) is None
    assert list(store.walk("prints")) == []


def test_an_original_is_never_removed(store: BlobStore) -> None:
    store.put("originals", SHA256, CONTENT)
    with pytest.raises(ValueError, match="never removed"):
        store.remove("originals", SHA256)
    assert store.find("originals", SHA256) == CONTENT


def test_sweeping_prints_leaves_evidence_alone(store: BlobStore, settings: Settings) -> None:
    kept = hashlib.sha256(b"kept").hexdigest()
    for kind in (*KINDS, "prints"):
        store.put(kind, SHA256, CONTENT)
    store.put("prints", kept, CONTENT)
    assert sweep(settings, ["kept"]) == 1
    assert [store.find(kind, SHA256) is not None for kind in KINDS] == [True] * len(KINDS)
    assert store.find("prints", SHA256) is None
    assert store.find("prints", kept) == CONTENT


def test_a_store_that_answers_is_ready(store: BlobStore) -> None:
    store.check_ready()


def test_a_bucket_takes_the_whole_when_no_part_of_it_is_named(s3_server: S3Server) -> None:
    whole = blob_store(
        Settings(Path(), "sqlite://", "test", bucket=replace(s3_server.new_bucket(), prefix=""))
    )
    whole.put("thumbnail", SHA256, CONTENT)
    assert whole.find("thumbnail", SHA256) == CONTENT
    assert Stored(place(SHA256), len(CONTENT)) in list(whole.walk("thumbnail"))


@pytest.mark.parametrize(
    "wrong", [{"secret": "another"}, {"endpoint": "http://127.0.0.1:9"}], ids=["key", "address"]
)
def test_a_bucket_that_refuses_or_is_away_is_an_oserror(
    s3_server: S3Server, wrong: dict[str, str]
) -> None:
    """R-97: so that the phone is told to wait."""
    bucket = replace(s3_server.new_bucket(), **wrong)
    store = blob_store(Settings(Path(), "sqlite://", "test", bucket=bucket))
    for ask in (
        lambda: store.put("originals", SHA256, CONTENT),
        lambda: store.find("originals", SHA256),
        lambda: store.open("originals", SHA256),
        lambda: list(store.walk("originals")),
        store.check_ready,
    ):
        with pytest.raises(OSError, match=r"S3|privileges"):
            ask()


def test_a_bucket_is_read_from_the_environment(tmp_path: Path, s3_server: S3Server) -> None:
    bucket = s3_server.new_bucket()
    env = {"DUCHA_DATA": str(tmp_path), **env_of(bucket)}
    assert read_settings(env).bucket == bucket
    assert bucket.secret not in repr(read_settings(env))
    assert read_settings({"DUCHA_DATA": str(tmp_path)}).bucket is None


KEYS = {
    "DUCHA_S3_ENDPOINT": "http://127.0.0.1:1",
    "DUCHA_S3_KEY_ID": "k",
    "DUCHA_S3_SECRET": "s",
}


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"DUCHA_STORE": "s3://b", **KEYS, "DUCHA_S3_SECRET": ""}, "DUCHA_S3_SECRET"),
        ({"DUCHA_STORE": "s3://"}, "DUCHA_STORE"),
        ({"DUCHA_STORE": "/srv/photos", **KEYS}, "DUCHA_STORE"),
        ({"DUCHA_STORE": "s3://b", **KEYS, "DUCHA_S3_ENDPOINT": "minio:9000"}, "DUCHA_S3_ENDPOINT"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, env: dict[str, str], said: str) -> None:
    with pytest.raises(StartProblem, match=said):
        read_settings({"DUCHA_DATA": str(tmp_path), **env})


def test_a_bucket_that_is_known_by_its_host_is_asked_so() -> None:
    bucket = Bucket("photos", "", "https://photos.oss.example.com", "r", "k", "s")
    assert bucket.is_virtual_hosted
    assert not replace(bucket, endpoint="https://oss.example.com").is_virtual_hosted
