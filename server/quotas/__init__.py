"""Quotas (配额): required and done checks per unit and period."""
