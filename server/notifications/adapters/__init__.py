"""Notifications: the way out, and the books of what is on it."""
