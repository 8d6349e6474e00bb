"""Template tags of the return."""
