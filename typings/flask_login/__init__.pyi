"""What we use of Flask-Login, which ships no types."""

from collections.abc import Callable
from typing import Any

from flask import Flask

class UserMixin:
    id: str
    def get_id(self) -> str: ...
    @property
    def is_authenticated(self) -> bool: ...

class LoginManager:
    session_protection: str | None
    def __init__(self, app: Flask | None = None) -> None: ...
    def user_loader(self, callback: Callable[[str], Any]) -> Callable[[str], Any]: ...

current_user: Any

def login_user(user: UserMixin, remember: bool = False) -> bool: ...
def logout_user() -> bool: ...
