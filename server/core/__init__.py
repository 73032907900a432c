"""Core: what every module stands on. Knows nothing of inspections."""
