"""Planning: reads over HTTP, by what they are about."""
