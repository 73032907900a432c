"""Orders: what stands between its tables and the outside."""
