"""Publication: the page, its releases and its broadsheet, from certified figures.

For the office that publishes, and the public that reads. Start with `compare.py` (printed beside computed), `doubts.py`
(what the software questions by itself), then `page.py` (every figure with all that stands behind it) and `release.py`
(the frozen copy with its number). The broadsheet is `sheet.py`, drawn for the web by `pages.py` and for print by
`typeset.py`. Printed values stand in `printed.csv` alone.
"""
