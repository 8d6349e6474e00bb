"""Instances of the planning problems of layout, as plain arrays: no file format, no solver, no Django."""
