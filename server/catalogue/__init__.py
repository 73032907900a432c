"""Catalogue (督查目录): regulations' clauses, checklist templates and their versions."""
