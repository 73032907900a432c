"""Evidence: every write, by what happens to a photo."""
