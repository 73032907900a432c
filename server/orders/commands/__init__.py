"""Orders: every write, by the stage of an order's life."""
