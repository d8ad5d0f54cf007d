"""A whole folder of clips: every clip scored once, whatever happens on the way."""
