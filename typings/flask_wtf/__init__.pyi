"""What we use of Flask-WTF, which ships no types."""

from flask import Flask

class CSRFProtect:
    def __init__(self, app: Flask | None = None) -> None: ...
