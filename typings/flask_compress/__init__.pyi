"""What we use of Flask-Compress, which ships no types."""

from flask import Flask

class Compress:
    def __init__(self, app: Flask | None = None) -> None: ...
