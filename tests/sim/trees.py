"""Simulator: copies of the working tree, in which bugs can be planted."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
INSTALLED = ("node_modules", ".venv")


def copy_tree(target: Path) -> None:
    """The tree as it stands, uncommitted files included; what is installed is only linked."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        check=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listing.stdout.split("\0")):
        source, copied = ROOT / name, target / name
        if source.is_file():
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copied)
    for name in INSTALLED:
        (target / name).symlink_to(ROOT / name)
