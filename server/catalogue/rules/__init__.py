"""Catalogue: pure rules, by what they are about."""
