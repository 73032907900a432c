"""Notifications (消息): who hears what."""
