"""Workforce (M08): studios of master teachers and principals, training, joint lessons, recruitment.

The work of a bureau's teacher section. Posts, titles and degrees are the registers'; recruitment is read from the posts
that began. Start with `models.py`; `tables.py` says what a return freezes.
"""
