"""Planning: tables, by what they are about."""
