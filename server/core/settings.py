"""Settings: what may be set from outside, read once from the environment."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from server.core.bucket import Bucket, read_bucket
from server.core.problems import StartProblem

APP_VERSION = "1.0.0"
PROTOCOL_VERSION = 1

PAGES = Path(__file__).parents[2] / "pwa" / "dist"
MEGABYTE = 1024 * 1024
LAST_PORT = 65_535
MOST_NIGHTS = 92


@dataclass(frozen=True)
class Settings:
    """Everything that an installation may choose. Sizes in bytes, times in seconds.

    In `verify_nights` nights every stored photo has been read through once. `public_url` is where
    the world reaches this server: QR codes and messages lead there; else codes on paper take each
    reader's own address. `local_targets` lets messages go to this very machine, for tests and for
    a relay that stands beside the server.
    """

    data_dir: Path
    database_url: str
    secret_key: str
    pages_dir: Path = PAGES
    port: int = 8000
    behind_tls: bool = False
    max_photo_bytes: int = 20 * MEGABYTE
    max_photo_pixels: int = 40_000_000
    max_push_bytes: int = 1 * MEGABYTE
    session_seconds: int = 14 * 24 * 3600
    bucket: Bucket | None = None
    redis_url: str = ""
    verify_nights: int = 1
    public_url: str = ""
    local_targets: bool = False

    @property
    def photo_dir(self) -> Path:
        return self.data_dir / "photos"


def read_settings(env: Mapping[str, str] = os.environ) -> Settings:
    """Settings from DUCHA_* variables; raises StartProblem with one clear line."""
    data_dir = Path(env.get("DUCHA_DATA", "data")).expanduser().resolve()
    _prepare_folder(data_dir)
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(env, data_dir),
        secret_key=env.get("DUCHA_SECRET_KEY") or _kept_secret(data_dir),
        pages_dir=Path(env.get("DUCHA_PAGES", PAGES)).resolve(),
        port=_port(env.get("DUCHA_PORT", "8000")),
        behind_tls=env.get("DUCHA_TLS") == "1",
        bucket=read_bucket(env),
        redis_url=_redis_url(env.get("DUCHA_REDIS_URL", "")),
        verify_nights=_nights(env.get("DUCHA_VERIFY_NIGHTS", "1")),
        public_url=_public_url(env.get("DUCHA_PUBLIC_URL", "")),
        local_targets=env.get("DUCHA_LOCAL_TARGETS") == "1",
    )


def _prepare_folder(data_dir: Path) -> None:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        # A file without a name that others could take away: several processes look at once.
        with TemporaryFile(dir=data_dir):
            pass
    except OSError as error:
        raise StartProblem(
            f"数据目录不可写 / the data folder cannot be written: {data_dir} ({error.strerror}). "
            "Set DUCHA_DATA to a folder that can."
        ) from error


def _database_url(env: Mapping[str, str], data_dir: Path) -> str:
    url = env.get("DUCHA_DATABASE_URL") or f"sqlite:///{data_dir / 'ducha.sqlite3'}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise StartProblem(
            f"数据库地址无效 / DUCHA_DATABASE_URL is neither sqlite:/// nor postgresql://: {url!r}"
        )
    return url


def _kept_secret(data_dir: Path) -> str:
    """One secret per data folder, so that sessions outlive a restart."""
    path = data_dir / "secret.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= LAST_PORT:
        raise StartProblem(f"端口无效 / DUCHA_PORT is no port number: {text!r}")
    return int(text)


def _redis_url(text: str) -> str:
    if text and not text.startswith(("redis://", "rediss://", "unix://")):
        raise StartProblem(
            "Redis 地址无效 / DUCHA_REDIS_URL is not like redis://host:6379/0 or unix:///socket"
        )
    return text


def _nights(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= MOST_NIGHTS:
        raise StartProblem(
            f"核验周期无效 / DUCHA_VERIFY_NIGHTS is no number from 1 to {MOST_NIGHTS}: {text!r}"
        )
    return int(text)


def _public_url(text: str) -> str:
    url = text.rstrip("/")
    if url and not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+", url):
        raise StartProblem(
            f"公开地址无效 / DUCHA_PUBLIC_URL is not like https://ducha.example.com: {text!r}"
        )
    return url
