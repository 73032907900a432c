"""Planning rules: periods."""

# A month as the wire writes it: 2026-11.
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
