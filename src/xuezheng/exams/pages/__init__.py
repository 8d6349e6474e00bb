"""Pages of the exam office: its works, one work, its files, sheets and letters."""
