"""The published pages: open to everybody. Everything on them comes from a release, and nothing from the live register."""
