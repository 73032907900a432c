"""Catalogue (督查目录): clauses, checklists and their versions, supervision matters (督查事项)."""
