"""Bench of synchronisation: this server beside Kinto, PouchDB and the raw databases."""
