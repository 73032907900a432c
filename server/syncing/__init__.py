"""Syncing: the registry of commands and feeds; push and pull over HTTP."""
