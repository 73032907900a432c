"""Reports: what leaves the product as a file."""
