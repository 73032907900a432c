"""Notifications: pure rules."""
