"""Evidence bench: what taking a photo in costs, and what is sent twice when it is cut off."""
