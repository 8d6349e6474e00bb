"""The demonstration cities: real areas, children by the census, everything else invented with a seed and marked so.

Start with `world.py` (what is built and how builders meet), `build.py` (who builds, in order), then `plans.py` (how many
institutions of each kind in each year). Only this folder and `publication/` may read the printed values of the page.
"""
