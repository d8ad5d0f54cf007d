"""Which readings of the form are true: rendered runners whose skeleton is known."""
