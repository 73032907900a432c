"""Catalogue: tables, by what they are about."""
