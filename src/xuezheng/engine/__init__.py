"""The machinery between the offices: frozen tables and their manifests, the declaration of indicators, the seam.

Knows no office and no Django. Start with `tables.py` (what a frozen table is), `figures.py` (what an indicator is) and
`offices.py` (how an office declares both).
"""
