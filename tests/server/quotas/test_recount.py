"""Quotas counted anew: nothing differs, what is broken is found, and mending is journaled."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from server.cli import cli
from server.core.runtime import Runtime
from server.core.unit_of_work import writing  # type: ignore[attr-defined]
from server.quotas.jobs import open_nightly, recount
from tests.builders.company import NOW, perform
from tests.builders.quotas import quota, self_check, set_customers, set_services
from tests.builders.visits import arrive, closed_visit
from tests.conftest import DeviceOf

MAY = "team_self.door-team.2026-05"
