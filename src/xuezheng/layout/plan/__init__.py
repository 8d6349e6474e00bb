"""From files and tables to checked answers: reading, solving, checking, writing."""
