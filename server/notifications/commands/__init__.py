"""Notifications: every write."""
