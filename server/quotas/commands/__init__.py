"""Quotas: writes, by what they are about."""
