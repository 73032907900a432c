"""Planning: every write, by what it is about."""
