"""Reports: files to take away."""
