"""Bulletins (三色单公示): what is made public each month, from an allow-list of fields."""
