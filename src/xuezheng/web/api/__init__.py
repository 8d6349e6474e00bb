"""The interface for programs, version 1: read what one's roles reach, by token. Described at /api/v1/openapi.json.

`endpoints.py` says what there is; `frame.py` how all of it answers: who asks, errors, pages, hashes, limits.
"""
