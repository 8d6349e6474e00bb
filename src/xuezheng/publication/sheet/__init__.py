"""The broadsheet as plain text, numbers and drawings: `build.py` makes it from a release, web and print only lay it out."""
