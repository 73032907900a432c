"""Syncing over HTTP: the exchange with devices, and what the office does about them."""
