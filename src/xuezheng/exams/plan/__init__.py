"""From files to problems, through the solvers and an independent check, to the tables that are kept."""
