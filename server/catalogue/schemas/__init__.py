"""Catalogue: wire shapes and feeds, by what they are about."""
