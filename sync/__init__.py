"""The sync engine: hub (Python), device (TypeScript), wire (examples that both read)."""
