"""Planning: what is done by the clock, by what it is about."""
