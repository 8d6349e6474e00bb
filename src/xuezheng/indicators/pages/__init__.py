"""The console's pages of figures: an area at a glance, the catalogue, the life of one figure, the rows behind it."""
