"""Evidence: adapters to files, pictures and the tus protocol."""
