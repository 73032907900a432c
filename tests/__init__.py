"""Tests. Start at conftest.py and builders/."""
