"""Sync bench: installs the products that are measured beside ours, into folders of their own."""

import json
import subprocess
import sys
from pathlib import Path

from bench.results import ROOT

PEERS = ROOT / ".setup" / "peers"
KINTO = PEERS / "kinto"
POUCHDB = PEERS / "pouchdb"
WITH_NODE = ROOT / ".ci" / "with-node"
# Kinto still imports pkg_resources, which newer setuptools no longer have.
KINTO_NEEDS = ("kinto[postgresql]>=26.5,<27", "uwsgi>=2.0,<3", "setuptools<81")
POUCHDB_NEEDS = {"pouchdb-server": "^4.2.0"}


def install_kinto() -> Path:
    """Kinto's virtualenv with its server; made when it is first wanted."""
    if not (KINTO / "ready").exists():
        KINTO.mkdir(parents=True, exist_ok=True)
        _run(sys.executable, "-m", "venv", str(KINTO))
        pip = str(KINTO / "bin" / "pip")
        _run(pip, "install", "--quiet", "--disable-pip-version-check", *KINTO_NEEDS)
        (KINTO / "ready").touch()
    return KINTO


def install_pouchdb() -> Path:
    """PouchDB server's folder; its LevelDB comes as a prebuilt library, no script is run."""
    if not (POUCHDB / "ready").exists():
        POUCHDB.mkdir(parents=True, exist_ok=True)
        content = {"name": "bench-pouchdb", "private": True, "dependencies": POUCHDB_NEEDS}
        (POUCHDB / "package.json").write_text(json.dumps(content))
        # with-node goes to the repository's root: without --prefix npm would install there.
        npm = (str(WITH_NODE), "npm", "--prefix", str(POUCHDB))
        _run(*npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        (POUCHDB / "ready").touch()
    return POUCHDB


def version_of_kinto() -> str:
    python = str(KINTO / "bin" / "python")
    code = "import importlib.metadata as m; print(m.version('kinto'), m.version('uwsgi'))"
    kinto, uwsgi = subprocess.check_output([python, "-c", code], text=True).split()
    return f"Kinto {kinto}, uWSGI {uwsgi}"


def version_of_pouchdb() -> str:
    installed = POUCHDB / "node_modules" / "pouchdb-server" / "package.json"
    return f"pouchdb-server {json.loads(installed.read_text())['version']}"


def _run(*command: str) -> None:
    subprocess.run(command, cwd=PEERS, check=True, stdout=subprocess.DEVNULL)
