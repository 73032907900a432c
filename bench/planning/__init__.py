"""Planning bench: populations, draws and quotas under load."""
