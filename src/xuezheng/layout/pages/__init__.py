"""Pages of layout: plans of an area, making one, its map with what-if, comparing, letters, adopting, and what the public sees."""
