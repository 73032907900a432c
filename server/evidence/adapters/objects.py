"""Evidence: a store in an S3-compatible bucket."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from server.core.bucket import Bucket
from server.evidence.adapters.storing import (
    PIECE,
    Kind,
    Stored,
    check_original,
    check_removable,
    place,
)

if TYPE_CHECKING:
    from obstore import GetResult, ObjectMeta

# A phone waits for the answer: what does not get through in half a minute is tried by it again.
LONGEST = timedelta(seconds=20)
CONNECTED_WITHIN = timedelta(seconds=5)
TRIES = 3
LISTED_AT_ONCE = 1000


class StoreAway(OSError):
    """The bucket does not answer, or refuses us; nothing was confirmed."""


@dataclass(frozen=True)
class ObjectBlobs:
    """A BlobStore of objects; a PUT is durable, and seen by all, once it is answered."""

    store: S3Store
    prefix: str

    def put(self, kind: Kind, name: str, content: bytes) -> None:
        check_original(kind, name, content)
        with _asking():
            # In one request: an upload in parts, cut off, would leave parts that nobody lists.
            obstore.put(self.store, self._key(kind, name), content, use_multipart=False)

    def put_file(self, kind: Kind, name: str, path: Path) -> None:
        with _asking():
            obstore.put(self.store, self._key(kind, name), path)

    def remove(self, kind: Kind, name: str) -> None:
        check_removable(kind)
        with suppress(FileNotFoundError), _asking():
            obstore.delete(self.store, self._key(kind, name))

    def find(self, kind: Kind, name: str) -> bytes | None:
        try:
            with _asking():
                return bytes(obstore.get(self.store, self._key(kind, name)).bytes())
        except FileNotFoundError:
            return None

    def find_size(self, kind: Kind, name: str) -> int | None:
        try:
            with _asking():
                return obstore.head(self.store, self._key(kind, name))["size"]
        except FileNotFoundError:
            return None

    def open(self, kind: Kind, name: str) -> Iterator[bytes] | None:
        try:
            with _asking():
                answer = obstore.get(self.store, self._key(kind, name))
        except FileNotFoundError:
            return None
        return _pieces(answer)

    def walk(self, kind: Kind) -> Iterator[Stored]:
        top = self._below(f"{kind}/")
        with _asking():
            for page in self._pages(top, LISTED_AT_ONCE):
                for found in page:
                    yield Stored(found["path"].removeprefix(top), found["size"])

    def check_ready(self) -> None:
        with _asking():
            next(self._pages(self._below("originals/"), 1), None)

    def _pages(self, top: str, at_once: int) -> "Iterator[Sequence[ObjectMeta]]":
        listing = obstore.list  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        return iter(listing(self.store, prefix=top, chunk_size=at_once))

    def _key(self, kind: Kind, name: str) -> str:
        return self._below(f"{kind}/{place(name)}")

    def _below(self, key: str) -> str:
        return f"{self.prefix}/{key}" if self.prefix else key


def _pieces(answer: "GetResult") -> Iterator[bytes]:
    with _asking():
        for piece in answer.stream(min_chunk_size=PIECE):
            yield bytes(piece)


@contextmanager
def _asking() -> Generator[None]:
    """What the bucket answers wrongly, or not at all, is a store that is away."""
    try:
        yield
    except FileNotFoundError:
        raise
    except BaseError as error:
        raise StoreAway(str(error).splitlines()[0]) from error


@lru_cache(maxsize=4)
def open_bucket(bucket: Bucket) -> ObjectBlobs:
    """The store of a bucket; its connections are kept for as long as the process lives."""
    store = S3Store(
        bucket.name,
        endpoint=bucket.endpoint,
        region=bucket.region,
        access_key_id=bucket.key_id,
        secret_access_key=bucket.secret,
        virtual_hosted_style_request=bucket.is_virtual_hosted,
        client_options={
            "allow_http": bucket.endpoint.startswith("http://"),
            "timeout": LONGEST,
            "connect_timeout": CONNECTED_WITHIN,
        },
        retry_config={"max_retries": TRIES - 1, "retry_timeout": LONGEST},
    )
    return ObjectBlobs(store, bucket.prefix)
