"""The format of FET: `.fet` in and out."""
