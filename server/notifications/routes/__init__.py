"""Notifications: settings, tests of channels, receipts, over HTTP."""
