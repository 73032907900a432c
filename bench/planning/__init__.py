"""Planning bench: draws, imports and boards."""
