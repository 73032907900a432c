"""Bench of planning: imports, draws, boards."""
