"""Evidence bench: photos from the shutter to the search for the same one."""
