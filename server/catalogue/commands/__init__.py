"""Catalogue: writes, by what they are about."""
