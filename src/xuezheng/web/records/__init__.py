"""The offices' live records on screen: lists within one's area, adding, correcting, deleting with a preview, history.

One set of pages for every kind of record; `kinds.py` lists the kinds by hand, `words.py` their columns and codes.
"""
