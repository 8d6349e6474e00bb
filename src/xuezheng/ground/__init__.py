"""What everything stands on: school years, codes and their check digits, words in two languages, errors, hashes.

Nothing here imports anything else of the project. Start with `school_year.py` and `codes.py`.
"""
