"""Boundaries: from the shifted datum of map services to outlines on a page. Pure; needs shapely and numpy only.

Start with `counties.county_shapes` (reads the registry package), then `frame.frame` (projects to a page).
"""

from xuezheng.screens.geometry.counties import FOUR_CITIES, WITHOUT_BOUNDARY, Shape, county_shapes
from xuezheng.screens.geometry.frame import Frame, Outline, frame

__all__ = ["FOUR_CITIES", "WITHOUT_BOUNDARY", "Frame", "Outline", "Shape", "county_shapes", "frame"]
