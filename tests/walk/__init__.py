"""Who may open what: every address of the site, walked by every role, held against one table (`table.py`)."""
