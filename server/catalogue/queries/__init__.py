"""Catalogue: reads, by what they are about."""
