"""Planning adapters: files and their scratch tables, templates, books; frozen populations."""
