"""Reports: every write."""
