"""Visits (检查): on-site checks, from check-in to the complete record."""
