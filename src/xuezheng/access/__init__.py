"""Who may see and do what: accounts, roles, areas, and the chain of what was done.

One table (`policy.py`) answers for pages, the API and exports alike. Children's records need a role, an area and a
stated reason, and each look is written to the audit chain (`audit.py`).
"""
