"""A bureau's own files into the registers: a workbook to fill, a dry run that names every bad cell, all or nothing.

The way of a file: `files.py` (open it safely, as text) → `headings.py` (which sheet, which column) → `cells.py` (each
cell read or refused) → `records/` (compared with the register) → `intake.py` (what would change; written in one
transaction). `sheets.py` declares the sheets once, for reading and for `template.py`.
"""
