"""Evidence bench: photos on the phone."""
