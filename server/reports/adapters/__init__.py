"""Reports: the adapters."""
