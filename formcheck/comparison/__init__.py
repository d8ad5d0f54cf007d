"""Two films of a runner, or more: what changed, and what lies within the error of measurement."""
