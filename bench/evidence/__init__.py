"""Bench of evidence: pictures from their intake to the search for the same one."""
