"""Soak: the company that all the work is done in, and the people who do it."""

from argon2 import PasswordHasher
from flask import Flask

from server.installation import migrate_database
from tests.builders.company import PASSWORD, fill_company, lift_day_limits, perform

INSPECTORS = tuple(f"soak{number}" for number in range(6))


def fill(app: Flask) -> None:
    """Migrate, then the company of the tests, and six more inspectors of its headquarters."""
    with app.app_context():
        migrate_database(app)
    runtime = app.extensions["ducha"]
    fill_company(runtime)
    lift_day_limits(runtime)
    # As cheap as in the company itself: the soak is not about hashing.
    password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    for login in INSPECTORS:
        perform(
            runtime,
            "user.add",
            user_id=login,
            login=login,
            name=login.title(),
            post="inspector",
            unit_id="group",
            password_hash=password_hash,
            roles={"inspector": "hq"},
        )
    runtime.engine.dispose()
