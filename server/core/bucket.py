"""Bucket: the S3-compatible store of an installation, as its environment names it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from server.core.problems import StartProblem

NEEDED = ("DUCHA_S3_ENDPOINT", "DUCHA_S3_KEY_ID", "DUCHA_S3_SECRET")


@dataclass(frozen=True)
class Bucket:
    """Where objects are kept and with which key; `endpoint` is the service's address."""

    name: str
    prefix: str
    endpoint: str
    region: str
    key_id: str
    secret: str = field(repr=False)

    @property
    def is_virtual_hosted(self) -> bool:
        """Some services know a bucket only by its host: the endpoint then begins with its name."""
        return urlsplit(self.endpoint).netloc.startswith(f"{self.name}.")


def read_bucket(env: Mapping[str, str]) -> Bucket | None:
    """The bucket of DUCHA_STORE (s3://bucket[/prefix]); None where photos go into the folder."""
    url = env.get("DUCHA_STORE", "")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc or parts.query or parts.fragment:
        raise StartProblem(
            f"照片存储地址无效 / DUCHA_STORE is not s3://bucket or s3://bucket/prefix: {url!r}"
        )
    missing = [name for name in NEEDED if not env.get(name)]
    if missing:
        raise StartProblem(
            f"照片存储设置不全 / DUCHA_STORE is set, but not {' and '.join(missing)}"
        )
    return Bucket(
        name=parts.netloc,
        prefix=parts.path.strip("/"),
        endpoint=_endpoint(env["DUCHA_S3_ENDPOINT"]),
        region=env.get("DUCHA_S3_REGION") or "us-east-1",
        key_id=env["DUCHA_S3_KEY_ID"],
        secret=env["DUCHA_S3_SECRET"],
    )


def _endpoint(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise StartProblem(
            f"存储服务地址无效 / DUCHA_S3_ENDPOINT is no http(s) address: {text!r}. "
            "Write it like https://s3.example.com."
        )
    return text.rstrip("/")
