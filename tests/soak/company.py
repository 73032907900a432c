"""Soak: the company that all the work is done in, and the people who do it."""

from flask import Flask

from server.installation import migrate_database
from tests.builders.company import add_person, fill_company, lift_day_limits

INSPECTORS = tuple(f"soak{number}" for number in range(6))


def fill(app: Flask) -> None:
    """Migrate, then the company of the tests, and six more inspectors of its headquarters."""
    with app.app_context():
        migrate_database(app)
    runtime = app.extensions["ducha"]
    fill_company(runtime)
    lift_day_limits(runtime)
    for login in INSPECTORS:
        add_person(runtime, login, "inspector", "group", "hq")
    runtime.engine.dispose()
