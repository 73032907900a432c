"""Orders bench: the sweep over many orders, and time limits against an independent calculator."""
