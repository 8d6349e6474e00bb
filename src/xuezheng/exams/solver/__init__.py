"""Seats, duties, admission and classes: each a solver of one problem, without Django."""
