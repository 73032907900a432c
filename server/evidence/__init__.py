"""Evidence (取证): photos and signatures, from the phone's row to the re-encoded copy."""
