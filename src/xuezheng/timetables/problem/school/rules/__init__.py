"""The rules, each a class in a file of its own."""
