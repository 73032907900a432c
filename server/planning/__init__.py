"""Planning (计划): tasks, and the populations that samples are drawn from."""
