"""Evidence bench: installs the peer that is measured beside ours, into a folder of its own."""

import subprocess
import sys
from pathlib import Path

from bench.results import ROOT

VIPS = ROOT / ".setup" / "peers" / "vips"
NEEDS = ("pyvips>=3.2,<4", "pyvips-binary>=8.18,<9")


def install_vips() -> Path:
    """A virtualenv with pyvips and its library; made when it is first wanted."""
    if not (VIPS / "ready").exists():
        VIPS.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "venv", str(VIPS)], check=True)
        pip = str(VIPS / "bin" / "pip")
        command = [pip, "install", "--quiet", "--disable-pip-version-check", *NEEDS]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (VIPS / "ready").touch()
    return VIPS
