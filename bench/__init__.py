"""Benches: measured against limits and peers, never timed in tests."""
