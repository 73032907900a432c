"""Reports: makes files, and notes who took them."""
