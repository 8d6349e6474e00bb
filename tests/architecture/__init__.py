"""The rules of the house that import-linter cannot see; the order of the folders stands in pyproject.toml."""
