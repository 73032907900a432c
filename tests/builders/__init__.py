"""Builders: what a test needs of the world, made through the one door."""
