"""Pages of the return: what is due and how far it has come, a school's forms, the checks, what was frozen."""
