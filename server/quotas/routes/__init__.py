"""Quotas: reads of the board, of one quota with its lists, and of the top-up list."""
