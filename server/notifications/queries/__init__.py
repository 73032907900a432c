"""Notifications: every read."""
