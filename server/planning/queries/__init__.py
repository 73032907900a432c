"""Planning: reads, by what they are about."""
