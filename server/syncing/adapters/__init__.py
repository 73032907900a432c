"""Syncing: the hub's ports over this server."""
