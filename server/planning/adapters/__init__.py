"""Planning adapters: imported files, their scratch tables, templates, the worker's books."""
