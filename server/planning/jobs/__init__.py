"""Planning jobs: what a worker does in the background."""
