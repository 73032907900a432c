"""Settings are read by several processes at once: each looks whether it can write its folder."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from server.core.settings import read_settings


def test_many_that_start_at_once_do_not_stumble_over_each_other(tmp_path: Path) -> None:
    env = {"DUCHA_DATA": str(tmp_path), "DUCHA_SECRET_KEY": "test"}
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(read_settings, [env] * 600))
    assert {settings.data_dir for settings in found} == {tmp_path}
    assert list(tmp_path.iterdir()) == []
